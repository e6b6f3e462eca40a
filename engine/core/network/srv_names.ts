/**
 * SRV names that can be spelt out. Docker answers no SRV questions, but where a program can be told to ask for addresses
 * instead, and the port is known, it finds the same servers.
 *
 * @module
 */

import type { ServiceLookup } from "../../../pacts/mod.ts";

/** What Thanos, Mimir, Loki, Cortex and Tempo call the two ways (`dnssrv+`, `dnssrvnoa+`); `dns+` asks for addresses. The record has the port: another means nothing. */
const SRV =
  /\bdnssrv(?:noa)?\+_([\w-]+)\._(?:tcp|udp)\.([a-z0-9](?:[a-z0-9.-]*[a-z0-9])?)\.?(?::\d+)?/g;

/** A text in which `dnssrv+_grpc._tcp.store.shop.svc` is `dns+store.shop.svc:10901`. */
export function rewriteSrvNames(text: string, namespace: string, services: ServiceLookup): string {
  if (!text.includes("dnssrv")) return text;
  return text.replace(SRV, (whole, port: string, host: string) => {
    const service = services.find(host, namespace);
    const number = service && services.targetPort(service, port);
    return number === undefined ? whole : `dns+${host}:${number}`;
  });
}
