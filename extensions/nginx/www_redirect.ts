/**
 * `from-to-www-redirect`: the name with `www.` leads to the one without, or the other way round.
 *
 * @module
 */

import type { IngressEntry } from "@dekube/engine/pacts";
import type { Annotations } from "@dekube/engine/pacts/ingress";
import type { Hosts } from "./hosts.ts";

/** A redirect for the other name of each host, where no Ingress has it. */
export function wwwRedirects(
  annotations: Annotations,
  entries: readonly IngressEntry[],
  hosts: Hosts,
): IngressEntry[] {
  if (!annotations.flag("from-to-www-redirect")) return [];
  const firsts = new Map(entries.map((entry) => [entry.host.toLowerCase(), entry]));
  return [...firsts].flatMap(([host, { upstream, tls, protocols, resource }]) => {
    const other = host.startsWith("www.") ? host.slice(4) : `www.${host}`;
    if (host === "" || host.startsWith("*") || hosts.known.has(other)) return [];
    return [{
      host: other,
      path: "/",
      upstream,
      scheme: "http" as const,
      redirect: { to: `$scheme://${host}$request_uri`, status: 308 },
      ...(tls ? { tls } : {}),
      ...(protocols ? { protocols } : {}),
      ...(resource ? { resource } : {}),
    }];
  });
}
