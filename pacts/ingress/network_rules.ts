/**
 * Rules of network policies, whoever's they are: whom they have come to which ports of a pod, or keep out.
 *
 * @see https://kubernetes.io/docs/concepts/services-networking/network-policies/
 * @module
 */

import { portNumber } from "../kubernetes/services.ts";
import { wholeFamily } from "../ip_address.ts";
import type { PodSpec } from "../kubernetes/types.ts";
import { items, list, text } from "../read.ts";

/** Where a rule has those from whom it is about. */
export type Origin =
  /** Anywhere. */
  | "all"
  /** Anywhere outside the cluster. */
  | "outside"
  /** Anywhere outside by IPv6, which is everybody where nobody comes by IPv4. */
  | "outside by IPv6"
  /** Some networks, or what nobody here can tell from them. */
  | "networks"
  /** Pods, namespaces, nodes. */
  | "inside";

/** Ports that a rule is about. */
export interface RulePort {
  /** Its number, the first where there are several; or its name. Absent: all of the protocol. */
  port?: number | string;
  /** The last one. */
  last?: number;
  /** `TCP`, `UDP`, `SCTP`; absent: whichever. */
  protocol?: string;
}

/** What a rule does. */
export interface NetworkRule {
  /** `pass`: others decide, of a later tier. */
  action: "allow" | "deny" | "pass";
  /** Whom it is about. */
  from: Origin;
  /** Absent: all ports. */
  ports?: readonly RulePort[];
}

/** A port at which a pod listens. */
export interface PodPort {
  /** Its number. */
  target: number;
  /** TCP, unless it is said. */
  protocol?: string;
}

/** A port, and what the pod calls it. */
export interface Listening extends Required<PodPort> {
  /** What it is called there. */
  names: ReadonlySet<string>;
}

/**
 * Whether a rule is about a port; `undefined` where that depends on the port, and nobody knows it.
 *
 * @example
 * ```ts
 * import { listeningAt, takesPort } from "./network_rules.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const pod = { containers: [{ name: "web", ports: [{ name: "http", containerPort: 8080 }] }] };
 * const http = listeningAt({ target: 8080 }, pod);
 * const taking = (...ports: object[]) => takesPort({ action: "allow", from: "all", ports }, http);
 * assertEquals(taking({ port: "http" }), true);
 * assertEquals(taking({ port: 8000, last: 9000 }), true);
 * assertEquals(taking({ port: 8080, protocol: "UDP" }), false);
 * assertEquals(takesPort({ action: "allow", from: "all", ports: [{ port: 80 }] }, undefined), undefined);
 * ```
 */
export function takesPort(
  { ports }: NetworkRule,
  listening: Listening | undefined,
): boolean | undefined {
  if (!ports) return true;
  if (!listening) return undefined;
  const { target, protocol: own, names } = listening;
  return ports.some(({ port, last, protocol }) => {
    if (protocol !== undefined && protocol !== own) return false;
    if (port === undefined) return true;
    if (typeof port === "string") return names.has(port);
    return target >= port && target <= (last ?? port);
  });
}

/** A port of a pod with its names. */
export function listeningAt({ target, protocol }: PodPort, pod: PodSpec): Listening {
  const own = (protocol || "TCP").toUpperCase();
  const names = [...items(pod.containers), ...items(pod.initContainers)]
    .flatMap(({ ports }) => items(ports))
    .filter((port) =>
      portNumber(port.containerPort) === target && (text(port.protocol) || "TCP") === own
    )
    .map(({ name }) => text(name));
  return { target, protocol: own, names: new Set(names.filter((name) => name !== "")) };
}

/** A port as a rule has it: a number, also where it is written as text, or a name. */
export function rulePort(value: unknown): number | string | undefined {
  return portNumber(value) ?? (text(value) || undefined);
}

/** Where a network has its addresses, of which some may be left out. */
export function originOfBlock(
  { cidr, except }: { readonly cidr?: unknown; readonly except?: unknown },
): Origin {
  if (list(except).length > 0) return "networks";
  const family = wholeFamily(text(cidr));
  return family === 4 ? "outside" : family === 6 ? "outside by IPv6" : "networks";
}
