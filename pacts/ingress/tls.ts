/**
 * How TLS ends for the hosts of an Ingress.
 *
 * @module
 */

import type { Ingress } from "../kubernetes/types.ts";
import { namespaceOf } from "../manifest.ts";
import { items, text } from "../read.ts";
import type { TlsTermination } from "./entry.ts";

/**
 * How TLS ends for a host by an Ingress's `spec.tls[]`: what names it goes before a wildcard, and that before what
 * names no host at all; `undefined` where nothing does.
 *
 * @example
 * ```ts
 * import { tlsOf } from "@dekube/engine/pacts/ingress";
 * import { assertEquals } from "@std/assert";
 *
 * const tls = [{ hosts: ["*.acme.io"], secretName: "wild" }, { hosts: ["shop.example"] }];
 * const ingress = { kind: "Ingress", metadata: { name: "web", namespace: "shop" }, spec: { tls } };
 * assertEquals(tlsOf("a.acme.io", ingress), { secret: { namespace: "shop", name: "wild" } });
 * assertEquals(tlsOf("shop.example", ingress), {});
 * assertEquals(tlsOf("other.example", ingress), undefined);
 * ```
 */
export function tlsOf(host: string, manifest: Ingress): TlsTermination | undefined {
  return tlsIn(manifest)(host);
}

/**
 * {@linkcode tlsOf} for many hosts of an Ingress, whose `spec.tls[]` is read once.
 *
 * @example
 * ```ts
 * import { tlsIn } from "@dekube/engine/pacts/ingress";
 * import { assertEquals } from "@std/assert";
 *
 * const tls = [{ hosts: ["shop.example"], secretName: "shop" }];
 * const tlsFor = tlsIn({ kind: "Ingress", metadata: { name: "web", namespace: "shop" }, spec: { tls } });
 * assertEquals(tlsFor("shop.example"), { secret: { namespace: "shop", name: "shop" } });
 * assertEquals(tlsFor("other.example"), undefined);
 * ```
 */
export function tlsIn(manifest: Ingress): (host: string) => TlsTermination | undefined {
  // The first Secret of each host; of what names no host at all it is the empty one's.
  const secrets = new Map<string, string>();
  const hosts = new Set<string>();
  const ANY = "";
  for (const tls of items(manifest.spec?.tls)) {
    const secret = text(tls.secretName);
    const own = items(tls.hosts).map(text);
    for (const host of own.length === 0 ? [ANY] : own.filter((host) => host !== ANY)) {
      hosts.add(host);
      if (secret !== "" && !secrets.has(host)) secrets.set(host, secret);
    }
  }
  return (host) => {
    const wildcard = host.replace(/^[^.]+/, "*");
    // No hosts: whatever the controller listens for.
    const covering = [host, ...host.includes(".") ? [wildcard] : [], ANY];
    const named = covering.find((name) => secrets.has(name));
    if (named !== undefined) {
      return { secret: { namespace: namespaceOf(manifest), name: secrets.get(named)! } };
    }
    return covering.some((name) => hosts.has(name)) ? {} : undefined;
  };
}
