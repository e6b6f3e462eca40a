/**
 * The service that listens on a Service's ports, in the network of the workload behind it.
 *
 * @module
 */

import type { ComposeService } from "@dekube/engine/pacts";
import type { Forward } from "./port_changes.ts";

/** A forwarder for the network that `owner` has. */
export function forwarder(
  owner: string,
  forwards: readonly Pick<Forward, "protocol" | "port" | "target">[],
  { owner: runsFor, profiles }: ComposeService,
  image: string,
): ComposeService {
  return {
    ...(runsFor === undefined ? {} : { owner: runsFor }),
    image,
    ...(profiles === undefined ? {} : { profiles }),
    entrypoint: ["/bin/sh", "-c"],
    command: [script(forwards)],
    network_mode: `service:${owner}`,
    depends_on: { [owner]: { condition: "service_started" } },
    restart: "always",
  };
}

/**
 * One socat a port. As soon as one ends, all do, and Docker starts the container again. That also goes
 * for the network: when the workload's container is started anew it has another one, and what joined
 * the old one is left without an interface.
 */
function script(forwards: readonly Pick<Forward, "protocol" | "port" | "target">[]): string {
  return [
    "trap 'exit 1' TERM INT",
    ...forwards.map((forward) => `(${relay(forward)}; kill $$) &`),
    "network=$(ls /sys/class/net)",
    'while [ "$(ls /sys/class/net)" = "$network" ]; do sleep 5 & wait $!; done',
    "exit 1",
  ].join("\n");
}

/** UDP has no end of a connection: what is silent for a minute is over. */
function relay({ protocol, port, target }: Pick<Forward, "protocol" | "port" | "target">): string {
  return protocol === "UDP"
    ? `socat -T 60 UDP4-LISTEN:${port},fork,reuseaddr UDP4:127.0.0.1:${target}`
    : `socat -t 300 TCP4-LISTEN:${port},fork,reuseaddr,nodelay TCP4:127.0.0.1:${target},nodelay`;
}
