/**
 * Names of TLS whose listener has no route for them, where another listener's would take their connections.
 *
 * @module
 */

import { idOf, type StreamRoute } from "@dekube/engine/pacts";
import { NOBODY } from "@dekube/engine/pacts/ingress";
import type { Listener } from "./gateways.ts";
import { covers } from "./hostnames.ts";
import type { World } from "./world.ts";

/** Routes that refuse connections, beside those that there are. */
export function refusedNames(
  streams: readonly StreamRoute[],
  { gateways }: Pick<World, "gateways">,
): StreamRoute[] {
  const taken = new Set(
    streams.filter(({ protocol }) => protocol === "tls")
      .flatMap(({ port, hosts }) => (hosts ?? [""]).map((host) => keyOf(port, host))),
  );
  return gateways.all.filter((listener) =>
    listener.protocol === "TLS" && listener.hostname !== "" &&
    !taken.has(keyOf(listener.port, listener.hostname)) &&
    gateways.beside(listener).some(({ hostname }) =>
      hostname !== listener.hostname && covers(hostname, listener.hostname)
    ) && isCovered(listener, taken)
  ).map(({ port, hostname, gateway }): StreamRoute => ({
    protocol: "tls",
    port,
    hosts: [hostname],
    ...NOBODY,
    ...(gateway ? { resource: idOf(gateway) } : {}),
  }));
}

/** Whether a wider name that has a route takes those of a listener. */
function isCovered({ port, hostname }: Listener, taken: ReadonlySet<string>): boolean {
  const labels = hostname.replace("*.", "").split(".");
  return taken.has(keyOf(port, "")) ||
    labels.some((_, index) => taken.has(keyOf(port, `*.${labels.slice(index + 1).join(".")}`)));
}

function keyOf(port: number, host: string): string {
  return `${port} ${host}`;
}
