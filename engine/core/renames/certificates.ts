/**
 * Certificates of Secrets for hosts that have another name here.
 *
 * @module
 */

import type { IngressEntry, StreamRoute } from "../../../pacts/mod.ts";
import { decodePem } from "../../../pacts/encoding/pem.ts";
import { decodeText, secretBytes } from "../../../pacts/kubernetes/mod.ts";
import type { EngineContext } from "../context.ts";
import type { Renames } from "./host_renames.ts";

/**
 * Routes without the Secrets whose certificates are for the old names of their hosts, which browsers would refuse under
 * the new ones: the proxy's own authority issues others. It is said once of each Secret.
 */
export function withoutOldCertificates<
  T extends Pick<IngressEntry & StreamRoute, "tls" | "resource">,
>(
  routes: readonly T[],
  hostsOf: (route: T) => readonly string[],
  renames: Renames,
  ctx: Pick<EngineContext, "secrets" | "report">,
): T[] {
  const oldNames = Map.groupBy(Object.keys(renames), (old) => renames[old].toLowerCase());
  if (oldNames.size === 0) return [...routes];
  return routes.map((route) => {
    const { tls } = route;
    if (!tls?.secret) return route;
    const { namespace, name } = tls.secret;
    const secret = ctx.secrets.get(namespace, name);
    const bytes = secret && secretBytes(secret, "tls.crt");
    const [leaf] = bytes ? decodePem(decodeText(bytes) ?? "") : [];
    const host = hostsOf(route).find((host) => namesBehind(host, oldNames).length > 0);
    if (!leaf?.der || host === undefined || isFor(leaf.der, host)) return route;
    ctx.report({ kind: "Secret", namespace, name }).info(
      "renamed-certificate",
      `its certificate is for ${
        namesBehind(host, oldNames).join(", ")
      }, which "hosts" in dekube.yaml calls ${host}, so that has one of the proxy's own authority, which browsers warn of`,
    );
    const { secret: _, ...rest } = tls;
    return { ...route, tls: rest };
  });
}

/** The names that a host had; of a pattern those of all its names. */
function namesBehind(host: string, oldNames: ReadonlyMap<string, readonly string[]>): string[] {
  const name = host.toLowerCase();
  return [
    ...oldNames.get(name) ?? [],
    ...oldNames.get(name.replace(/^[^.]+/, "*")) ?? [],
  ];
}

/** `[2]` of a GeneralName: a DNS name. */
const DNS_NAME = 0x82;

/** Whether a certificate is for a host, by its name or a pattern: names stand in it as they are. */
function isFor(der: Uint8Array, host: string): boolean {
  const text = Array.from(der, (byte) => String.fromCharCode(byte)).join("").toLowerCase();
  return [host, host.replace(/^[^.]+/, "*")].some((name) =>
    text.includes(String.fromCharCode(DNS_NAME, name.length) + name.toLowerCase())
  );
}
