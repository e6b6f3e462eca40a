/**
 * Gateways and ListenerSets: what is listened to, and for whom.
 *
 * @see https://gateway-api.sigs.k8s.io/api-types/gateway/
 * @module
 */

import {
  type ConvertContext,
  isMapping,
  list,
  type Manifest,
  type Mapping,
  mapping,
  mappings,
  namespaceOf,
  ownValue,
  text,
} from "@dekube/engine/pacts";
import type { ObjectRef, TlsTermination } from "@dekube/engine/pacts/ingress";
import { portNumber } from "@dekube/engine/pacts/kubernetes";
import type { Grants } from "./grants.ts";
import { covers } from "./hostnames.ts";
import { GROUP } from "./group.ts";
import { clientDemand, terminationOf } from "./listener_tls.ts";
import type { Namespaces } from "./selection.ts";

/** One listener of a Gateway. */
export interface Listener {
  /** The Gateway that it is of; absent where the manifests have none of that name. */
  gateway?: Manifest;
  /** What names the Gateway. */
  gatewayKey: string;
  /** What routes call it (`sectionName`). */
  name: string;
  /** What it takes requests for: a host name, `*.example.com`, or empty for any. */
  hostname: string;
  /** Its port. */
  port: number;
  /** What is spoken to it: `HTTP`, `HTTPS`, `TLS`, `TCP`, `UDP`. */
  protocol: string;
  /** How TLS ends there. */
  tls?: TlsTermination;
  /** It leaves TLS to the backend. */
  isPassthrough: boolean;
  /** Who signs the certificates that clients must show. */
  clientCertificate?: ObjectRef;
  /** Why nobody may come in. */
  closed?: string;
  /** Whether a route of a kind and a namespace may attach to it; else why not. */
  refuses(kind: string, namespace: string): string | undefined;
}

/** The kinds of routes that listeners take, by their protocols. */
const KINDS: Readonly<Record<string, readonly string[]>> = {
  HTTP: ["HTTPRoute", "GRPCRoute"],
  HTTPS: ["HTTPRoute", "GRPCRoute"],
  TLS: ["TLSRoute"],
  TCP: ["TCPRoute"],
  UDP: ["UDPRoute"],
};

/** Gateways and ListenerSets by their names. */
export class Gateways {
  readonly #byParent = new Map<string, readonly Listener[]>();
  readonly #byGateway = new Map<string, Listener[]>();
  readonly #narrower = new Map<Listener, readonly string[]>();
  #httpsPorts?: ReadonlySet<number>;

  /** Reads all of a conversion. What there is to say of them is said. */
  constructor(
    private readonly ctx: ConvertContext,
    private readonly grants: Grants,
    private readonly namespaces: Namespaces,
  ) {
    const sets = Map.groupBy(
      ctx.manifests.of(`${GROUP}/ListenerSet`),
      (set) => {
        const { name, namespace } = mapping(mapping(set.spec).parentRef);
        return parentKey("Gateway", text(namespace) || namespaceOf(set), text(name));
      },
    );
    for (const gateway of ctx.manifests.of(`${GROUP}/Gateway`)) {
      const key = keyOf(gateway);
      this.#read(gateway, gateway);
      for (const set of sets.get(key) ?? []) {
        const { allowedListeners } = mapping(gateway.spec);
        const { namespaces: from } = mapping(allowedListeners);
        if (namespaces.allowed(from, namespaceOf(set), namespaceOf(gateway), "None")) {
          this.#read(set, gateway);
        } else {
          this.#byParent.set(keyOf(set), []);
          ctx.report(set, "spec.parentRef").warn(
            "listeners-not-allowed",
            `the Gateway "${gateway.metadata.name}" takes no listeners of this namespace (spec.allowedListeners), so they are left out`,
          );
        }
      }
      sets.delete(key);
    }
    for (const set of [...sets.values()].flat()) {
      ctx.report(set, "spec.parentRef").warn(
        "missing-gateway",
        "there is no such Gateway in the manifests, so its listeners are left out. Add it to the manifests",
      );
      this.#byParent.set(keyOf(set), []);
    }
  }

  /** The listeners of a Gateway or a ListenerSet; `undefined` where there is no such object. */
  of(kind: string, namespace: string, name: string): readonly Listener[] | undefined {
    return this.#byParent.get(parentKey(kind, namespace, name));
  }

  /** Listeners that share a port with one: those of its Gateway. */
  beside(listener: Listener): readonly Listener[] {
    return (this.#byGateway.get(listener.gatewayKey) ?? []).filter(({ port, protocol }) =>
      port === listener.port && protocol === listener.protocol
    );
  }

  /** Hostnames of the listeners beside one that are for a part of what it is for, which they take away from it. */
  narrower(listener: Listener): readonly string[] {
    const { hostname } = listener;
    // A name that is no pattern has no parts.
    if (hostname !== "" && !hostname.startsWith("*.")) return [];
    let found = this.#narrower.get(listener);
    if (!found) {
      found = this.beside(listener).map((other) => other.hostname)
        .filter((other) => other !== hostname && covers(hostname, other));
      this.#narrower.set(listener, found);
    }
    return found;
  }

  /** All listeners. */
  get all(): readonly Listener[] {
    return [...this.#byGateway.values()].flat();
  }

  /** Ports that HTTPS is listened to at. */
  get httpsPorts(): ReadonlySet<number> {
    return this.#httpsPorts ??= new Set(
      this.all.filter(({ protocol }) => protocol === "HTTPS").map(({ port }) => port),
    );
  }

  #read(owner: Manifest, gateway: Manifest): void {
    const known = this.#byGateway.get(keyOf(gateway)) ?? [];
    const own: Listener[] = [];
    for (const [index, item] of list(mapping(owner.spec).listeners).entries()) {
      const field = `spec.listeners[${index}]`;
      const listener = this.#listener(mapping(item), field, owner, gateway);
      if (this.#conflicts(listener, known, owner, field)) continue;
      known.push(listener);
      own.push(listener);
    }
    this.#byGateway.set(keyOf(gateway), known);
    this.#byParent.set(keyOf(owner), own);
  }

  #listener(spec: Mapping, field: string, owner: Manifest, gateway: Manifest): Listener {
    const { ctx, grants } = this;
    const protocol = text(spec.protocol);
    const tls = mapping(spec.tls);
    const { namespaces, kinds } = mapping(spec.allowedRoutes);
    // What can't be read lets in nobody.
    const from = isMapping(spec.allowedRoutes ?? {}) ? namespaces : spec.allowedRoutes;
    const home = namespaceOf(owner);
    if (!Object.hasOwn(KINDS, protocol)) {
      ctx.report(owner, `${field}.protocol`).warn(
        "unsupported-protocol",
        `${
          JSON.stringify(protocol)
        } is none of HTTP, HTTPS, TLS, TCP and UDP, so no route attaches to the listener`,
      );
    }
    const isPassthrough = text(tls.mode) === "Passthrough";
    const hasTls = protocol === "HTTPS" || protocol === "TLS";
    const ends = hasTls && !isPassthrough;
    // Only of requests, and of TLS, it is known which host they are for.
    const hostname = hasTls || protocol === "HTTP" ? text(spec.hostname).toLowerCase() : "";
    return {
      gateway,
      gatewayKey: keyOf(gateway),
      name: text(spec.name),
      hostname,
      port: portNumber(spec.port) ?? (protocol === "HTTPS" ? 443 : 80),
      protocol,
      isPassthrough,
      ...(ends ? { tls: terminationOf(tls, `${field}.tls`, owner, { ctx, grants }) } : {}),
      ...(ends ? clientDemand(spec, { field, owner, gateway }, { ctx, grants }) : {}),
      refuses: (kind, namespace) => {
        const able = ownValue(KINDS, protocol) ?? [];
        const allowed = mappings(kinds)
          .filter(({ group }) => group === undefined || group === null || text(group) === GROUP)
          .map(({ kind }) => text(kind));
        if (!able.includes(kind) || list(kinds).length > 0 && !allowed.includes(kind)) {
          return `takes no ${kind}`;
        }
        if (this.namespaces.allowed(from, namespace, home, "Same")) return undefined;
        const { from: who } = mapping(from);
        const isUnknown = text(who) === "Selector" && !this.namespaces.has(namespace);
        return `takes no routes of the namespace "${namespace}"${
          isUnknown ? ", whose labels nobody knows: the manifests have no Namespace object" : ""
        }`;
      },
    };
  }

  /** Of two listeners that a request can't be told apart by, the first counts. */
  #conflicts(
    listener: Listener,
    known: readonly Listener[],
    owner: Manifest,
    field: string,
  ): boolean {
    const same = known.filter(({ port, protocol }) =>
      port === listener.port && (protocol === "UDP") === (listener.protocol === "UDP")
    );
    const other = same.find(({ protocol, hostname }) =>
      family(protocol) !== family(listener.protocol) || hostname === listener.hostname
    );
    if (other) {
      this.ctx.report(owner, field).warn(
        "listener-conflict",
        `the listener "${other.name}" of this Gateway has port ${listener.port}${
          family(other.protocol) === family(listener.protocol) ? " and this hostname" : ""
        } already, so this one is left out`,
      );
      return true;
    }
    const twin = known.find(({ protocol, hostname, port }) =>
      protocol === listener.protocol && hostname === listener.hostname && port !== listener.port
    );
    const { protocol } = listener;
    if (protocol !== "HTTP" && protocol !== "HTTPS") return false;
    const usual = protocol === "HTTP" ? 80 : 443;
    if (twin) {
      this.ctx.report(owner, `${field}.port`).warn(
        "merged-port",
        `the listener "${twin.name}" differs from this one by its port alone, and the proxy has one port for ${protocol}: routes of both are served there. Give them a \`hostname\` each`,
      );
    } else if (listener.port !== usual) {
      this.ctx.report(owner, `${field}.port`).info(
        "listener-port",
        `clients of the listener "${listener.name}" come to port ${listener.port} in the cluster; here they come to the proxy's port for ${protocol}, ${usual} unless its settings say another (${
          protocol === "HTTP" ? "http_port" : "https_port"
        })`,
      );
    }
    return false;
  }
}

/** TLS and HTTPS are told apart by what they end in, not by who is asked. */
function family(protocol: string): string {
  return protocol === "HTTPS" ? "TLS" : protocol;
}

function keyOf(manifest: Manifest): string {
  return parentKey(manifest.kind, namespaceOf(manifest), manifest.metadata.name);
}

function parentKey(kind: string, namespace: string, name: string): string {
  return `${kind}/${namespace}/${name}`;
}
