/**
 * The listeners of a cluster: who may connect, how, and by which names.
 *
 * @module
 */

import {
  type ControllerContext,
  isMapping,
  list,
  type Mapping,
  mapping,
  mappings,
  text,
} from "@dekube/engine/pacts";
import { wholeNumber } from "@dekube/engine/pacts/kubernetes";
import { type Cluster, nodeHost, placed } from "./cluster.ts";
import { hasRoute, routeGuards } from "./entrances.ts";

/** How clients show who they are. */
export type Authentication = "none" | "tls" | "scram-sha-512" | "custom";

/** One listener. */
export interface Listener {
  /** Its name in the Kafka. */
  name: string;
  /** Its name in the server's settings, as the operator has it. */
  id: string;
  /** Its port in the container. */
  port: number;
  /** Whether it is encrypted. */
  tls: boolean;
  /** How clients show who they are. */
  authentication: Authentication;
  /** What clients outside are told to connect to; `undefined` for one that is for the project alone. */
  outside?: { host: string; port: number };
  /** Its Service of its own: of clients outside, and of the type `cluster-ip`. */
  type: string;
  /** `configuration`. */
  configuration: Mapping;
  /** `authentication`. */
  fields: Mapping;
  /** `networkPolicyPeers`, where it has some. */
  peers?: unknown;
}

/** The listeners of a Kafka that are kept; what can't be kept as its guard wants it is left out, and said. */
export function listenersOf(cluster: Cluster, ctx: ControllerContext): Listener[] {
  const { kafka, manifest } = cluster;
  return placed(asList(kafka.listeners), "spec.kafka.listeners").flatMap(({ item, path }) => {
    const name = text(item.name);
    const port = wholeNumber(item.port) ?? 9092;
    const tls = item.tls === true;
    const fields = mapping(item.authentication);
    const type = item.authentication === undefined || item.authentication === null
      ? "none"
      : text(fields.type);
    const report = (below: string) => ctx.report(manifest, path + below);
    if (![undefined, null, true, false].some((value) => item.tls === value)) {
      report(".tls").error(
        "refused-listener",
        `"tls" is neither true nor false, so Strimzi refuses it, and the listener "${name}" is left out. Write one of these, without quotes`,
      );
      return [];
    }
    if (type !== "none" && type !== "tls" && type !== "scram-sha-512" && type !== "custom") {
      report(".authentication").error(
        "unsupported-authentication",
        `clients show who they are ${
          type === "" ? "in a way that says no type" : `by "${type}"`
        } there, which can't be kept here, so the listener "${name}" is left out. Use scram-sha-512 or tls, or "type: custom" with all settings`,
      );
      return [];
    }
    if (tls && !cluster.issues && !mapping(item.configuration).brokerCertChainAndKey) {
      report(".tls").error(
        "no-certificate",
        `nothing issues its certificate, since cert-manager is off, so the listener "${name}" is left out. Take "enabled: false" out of extensions.cert-manager in dekube.yaml`,
      );
      return [];
    }
    const sort = text(item.type) || "internal";
    if (!TYPES.has(sort)) {
      report(".type").error(
        "refused-listener",
        `there is no type "${sort}", so Strimzi refuses it, and the listener "${name}" is left out. Take one of ${
          [...TYPES].join(", ")
        }`,
      );
      return [];
    }
    const refusal = unclearIn(item) ?? refusalOf(item);
    if (refusal) {
      report(refusal.below).error(
        "refused-listener",
        `${refusal.why}, so Strimzi refuses it, and the listener "${name}" is left out. ${
          refusal.remedy ?? 'Set "tls: true", or take what needs it out'
        }`,
      );
      return [];
    }
    const listener: Listener = {
      name,
      id: `${name}-${port}`.toUpperCase(),
      port,
      tls,
      authentication: type,
      type: sort,
      configuration: mapping(item.configuration),
      fields,
      ...(list(item.networkPolicyPeers).length > 0 ? { peers: item.networkPolicyPeers } : {}),
    };
    if (listener.type === "internal" || listener.type === "cluster-ip") return [listener];
    const guards = routeGuards(cluster, listener, ctx);
    if (guards.length > 0) {
      report("").error(
        "restricted-listener",
        `its ${
          listener.type === "ingress" ? "Ingresses are" : "routes are"
        } for some alone, which a published port can't see to, so the port is not published: ${
          guards.join(", ")
        }. To open it to everybody who reaches this machine, take that out, or give the listener the type "loadbalancer" or "nodeport"`,
      );
      return [listener];
    }
    const outside = outsideOf(listener);
    report("").info(
      "outside-listener",
      `brokers tell clients of this listener to connect to ${outside.host}:${outside.port}, which is this machine's${
        outside.host === "localhost"
          ? `: containers of the project use another listener. To have it reached from elsewhere, set configuration.brokers[0].advertisedHost`
          : ` if the name leads to it`
      }`,
    );
    return [{ ...listener, outside }];
  });
}

/** How clients may come in. */
const TYPES: ReadonlySet<string> = new Set([
  ...["internal", "cluster-ip", "loadbalancer", "nodeport", "ingress", "route", "tlsroute"],
]);

/** Why a listener is refused, and by which field of it. */
interface Refusal {
  below: string;
  why: string;
  remedy?: string;
}

/** A field that may say who is to be kept out, and is not of the kind that it has to be. */
function unclearIn({ networkPolicyPeers, configuration }: Mapping): Refusal | undefined {
  const peers = networkPolicyPeers ?? [];
  if (!Array.isArray(peers) || !peers.every(isMapping)) {
    return {
      below: ".networkPolicyPeers",
      why: "that is no list of peers",
      remedy: "Write it as in a NetworkPolicy, or take it out",
    };
  }
  if (isMapping(configuration ?? {})) return undefined;
  return {
    below: ".configuration",
    why: "that is no mapping",
    remedy: "Write it with fields, or take it out",
  };
}

/** What a listener without TLS asks for that only TLS has: it would be open to those whom it is to keep out. */
function refusalOf(
  { tls, type, authentication, configuration }: Mapping,
): Refusal | undefined {
  if (tls === true) return undefined;
  if (text(mapping(authentication).type) === "tls") {
    return {
      below: ".authentication",
      why: "clients can't show a certificate where nothing is encrypted",
    };
  }
  if (mapping(configuration).brokerCertChainAndKey) {
    return {
      below: ".configuration.brokerCertChainAndKey",
      why: "a certificate has no use where nothing is encrypted",
    };
  }
  return hasRoute({ type: text(type) })
    ? { below: ".tls", why: `a listener of the type "${text(type)}" has to be encrypted` }
    : undefined;
}

/** Before `v1beta2`, listeners were a mapping from their names. Only that for clients outside had a field `tls`, or a type. */
function asList(value: unknown): unknown {
  if (Array.isArray(value)) return value;
  const old: Readonly<Record<string, number>> = { plain: 9092, tls: 9093, external: 9094 };
  return Object.entries(mapping(value)).filter(([name]) => Object.hasOwn(old, name))
    .map(([name, fields]) => ({
      type: "internal",
      ...mapping(fields),
      ...(name === "external" ? oldOutside(mapping(fields)) : { tls: name === "tls" }),
      name,
      port: old[name],
    }));
}

/** The fields of an old listener for clients outside as those have them that came after. */
function oldOutside({ tls, type, overrides, class: className, configuration }: Mapping): Mapping {
  return {
    // It was encrypted where nothing was said, and by some ways always.
    tls: tls !== false || hasRoute({ type: text(type) }),
    configuration: {
      ...(className ? { class: className } : {}),
      ...mapping(overrides),
      ...mapping(configuration),
    },
  };
}

/** A listener that is reached from outside has a port of the machine. */
function outsideOf({ configuration, port }: Listener): { host: string; port: number } {
  const [broker = {}] = mappings(configuration.brokers);
  const nodePort = wholeNumber(mapping(configuration.bootstrap).nodePort);
  return {
    host: text(broker.advertisedHost) || text(broker.host) || "localhost",
    port: wholeNumber(broker.advertisedPort) ?? nodePort ?? port,
  };
}

/** What brokers tell clients of a listener. */
export function advertised(listener: Listener, cluster: Cluster): string {
  const { host, port } = listener.outside ?? { host: nodeHost(cluster), port: listener.port };
  return `${listener.id}://${host}:${port}`;
}

/** Kafka's word for it. */
export function protocolOf({ tls, authentication, fields }: Listener): string {
  const sasl = authentication === "scram-sha-512" ||
    authentication === "custom" && fields.sasl === true;
  return sasl ? (tls ? "SASL_SSL" : "SASL_PLAINTEXT") : (tls ? "SSL" : "PLAINTEXT");
}
