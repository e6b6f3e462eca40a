/**
 * What a route is served under, and over.
 *
 * @module
 */

import type { IngressEntry } from "@dekube/engine/pacts";
import type { Protocol } from "@dekube/engine/pacts/ingress";
import type { Attachment } from "./parents.ts";

/** A hostname and what it is served over. */
export interface Serving extends Pick<IngressEntry, "tls" | "clientCertificate"> {
  /** The hostname; empty for any host. */
  hostname: string;
  /** Over HTTP, HTTPS or both. */
  protocols: readonly [Protocol, ...Protocol[]];
  /** Why nobody may come in. */
  closed?: string;
}

/** What listeners that a route attaches to come to: of one hostname those over HTTP and HTTPS together. */
export function servingsOf(attachments: readonly Attachment[]): Serving[] {
  const byKey = new Map<string, Serving>();
  for (const { listener, hostnames } of attachments) {
    const { tls, clientCertificate, closed } = listener;
    const protocol = listener.protocol === "HTTPS" ? "https" : "http";
    // What is guarded is so over its own protocol alone.
    const isGuarded = clientCertificate !== undefined || closed !== undefined;
    for (const hostname of hostnames) {
      const key = `${isGuarded ? listener.name : ""}/${hostname}`;
      const known = byKey.get(key);
      byKey.set(key, {
        ...known ?? {
          hostname,
          ...(clientCertificate ? { clientCertificate } : {}),
          ...(closed === undefined ? {} : { closed }),
        },
        protocols: known ? both(known.protocols, protocol) : [protocol],
        ...(known?.tls ?? tls ? { tls: known?.tls ?? tls } : {}),
      });
    }
  }
  return [...byKey.values()];
}

function both(known: Serving["protocols"], protocol: Protocol): Serving["protocols"] {
  return known.includes(protocol) ? known : ["http", "https"];
}
