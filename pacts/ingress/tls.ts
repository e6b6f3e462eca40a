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
  const all = items(manifest.spec?.tls)
    .map((tls) => ({ name: text(tls.secretName), hosts: items(tls.hosts).map(text) }));
  const wildcard = host.replace(/^[^.]+/, "*");
  const coveredBy = (list: typeof all) =>
    list.find(({ hosts }) => hosts.includes(host)) ??
      list.find(({ hosts }) => host.includes(".") && hosts.includes(wildcard)) ??
      // No hosts: whatever the controller listens for.
      list.find(({ hosts }) => hosts.length === 0);
  const named = coveredBy(all.filter(({ name }) => name !== ""));
  if (named) return { secret: { namespace: namespaceOf(manifest), name: named.name } };
  return coveredBy(all) && {};
}
