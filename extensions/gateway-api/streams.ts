/**
 * TCPRoutes, UDPRoutes and TLSRoutes: connections that a listener takes, and where they go.
 *
 * @see https://gateway-api.sigs.k8s.io/guides/tcp/
 * @module
 */

import {
  idOf,
  list,
  type Manifest,
  mapping,
  namespaceOf,
  ownValue,
  type StreamRoute,
  text,
} from "@dekube/engine/pacts";
import {
  NOBODY,
  routeRestrictions,
  serviceRestrictions,
  type StreamShare,
  unknownRestrictions,
} from "@dekube/engine/pacts/ingress";
import { type Backend, backendOf, isAddress, serviceOf } from "./backends.ts";
import type { Listener } from "./gateways.ts";
import { type Attachment, attachmentsOf } from "./parents.ts";
import type { World } from "./world.ts";

/** What the connections of a listener speak, by its protocol. */
const PROTOCOLS: Readonly<Record<string, StreamRoute["protocol"]>> = {
  TCP: "tcp",
  UDP: "udp",
  TLS: "tls",
};

/** The routes of a TCPRoute, a UDPRoute or a TLSRoute: one for each listener that it attaches to. */
export function streamsOf(route: Manifest, world: World): StreamRoute[] {
  const attachments = attachmentsOf(route, world);
  const passes = attachments.map(({ listener }) => listener.isPassthrough);
  // What is wrong with a rule is said even where nothing leads to it.
  const read = new Map(
    [...new Set(passes.length === 0 ? [false] : passes)]
      .map((isPassthrough) => [isPassthrough, readShares(route, isPassthrough, world)]),
  );
  const guards = attachments.length === 0 ? [] : guardsOf(route, world);
  if (guards.length > 0) {
    world.ctx.report(route, "metadata.annotations").error(
      "access-denied",
      `its connections are refused, because who may come in is restricted and that can't be kept: ${
        guards.join(", ")
      }. Where it keeps nobody out, name it on "harmless" in dekube.yaml; else serve it by a proxy of your own`,
    );
  }
  return attachments.flatMap(({ listener, hostnames }) => {
    const protocol = ownValue(PROTOCOLS, listener.protocol);
    // All of the listener's names may be other listeners' of its port.
    if (protocol === undefined || hostnames.length === 0) return [];
    const { closed } = listener;
    if (closed !== undefined) {
      world.ctx.report(route).error(
        "access-denied",
        `connections to port ${listener.port} are refused, because who may come in is restricted and that can't be kept: ${closed}. Serve it by a proxy of your own`,
      );
    }
    const isOpen = closed === undefined && guards.length === 0;
    const shares = isOpen ? read.get(listener.isPassthrough) ?? [] : [];
    return [{
      ...place(protocol, listener, hostnames),
      ...destination(shares),
      resource: idOf(route),
    }];
  });
}

/** Annotations of a route and of the Services behind it that keep somebody out, or of which nobody knows whether they do. */
function guardsOf(route: Manifest, { ctx }: World): string[] {
  const own = [...routeRestrictions(route), ...unknownRestrictions(route, ctx)]
    .map(({ annotation }) => annotation);
  const refs = list(mapping(route.spec).rules).flatMap((rule) => list(mapping(rule).backendRefs));
  const behind = refs.map(mapping).flatMap(({ name, namespace }) => {
    const service = ctx.services.get(text(namespace) || namespaceOf(route), text(name));
    if (!service) return [];
    return [...serviceRestrictions(service), ...unknownRestrictions(service, ctx)]
      .map(({ annotation }) => `${annotation} of the Service "${service.metadata.name}"`);
  });
  return [...new Set([...own, ...behind])];
}

function place(
  protocol: StreamRoute["protocol"],
  { port, tls }: Listener,
  hostnames: Attachment["hostnames"],
): Pick<StreamRoute, "protocol" | "port" | "hosts" | "tls"> {
  if (protocol !== "tls") return { protocol, port };
  const isNamed = hostnames.some((name) => name !== "");
  return { protocol, port, ...(isNamed ? { hosts: hostnames } : {}), ...(tls ? { tls } : {}) };
}

/** Where connections go that some backends share. Those of nobody are refused, and not left to wider routes. */
function destination(shares: readonly StreamShare[]): Pick<StreamRoute, "upstream" | "backends"> {
  const [heaviest] = shares.filter(({ upstream }) => upstream !== undefined)
    .sort((one, other) => other.weight - one.weight);
  const upstream = heaviest?.upstream;
  if (upstream === undefined) return NOBODY;
  return { upstream, ...(shares.length > 1 ? { backends: shares } : {}) };
}

/** The backends of a route; what leads nowhere is said, and refuses its share. */
function readShares(route: Manifest, isPassthrough: boolean, world: World): StreamShare[] {
  const report = (field: string) => world.ctx.report(route, field);
  const [rule, ...others] = list(mapping(route.spec).rules).map(mapping);
  if (others.length > 0) {
    report("spec.rules[1]").warn(
      "unreached-rule",
      "a rule has no condition, so all connections are the first one's; the others are left out",
    );
  }
  const field = "spec.rules[0].backendRefs";
  const shares = list(rule?.backendRefs).map(mapping).flatMap((ref, index): StreamShare[] => {
    const weight = ref.weight === undefined || ref.weight === null ? 1 : Number(text(ref.weight));
    const backend = isPassthrough ? serviceOf(route, ref, world) : backendOf(route, ref, world);
    const problem = problemOf(backend);
    if (problem !== undefined) {
      report(`${field}[${index}]`).error(
        "no-backend",
        `its share of connections is refused, because ${problem}`,
      );
    }
    if (!(weight > 0)) return [];
    const isKept = problem === undefined && isAddress(backend);
    return [{ weight, ...(isKept ? { upstream: backend.upstream } : {}) }];
  });
  if (shares.length === 0) {
    report(field).error(
      "no-backends",
      "the route has no backend that gets connections, so they are refused",
    );
  }
  return shares;
}

/** Why a backend gets no connections. It is never spoken to without the TLS that a policy asks for. */
function problemOf(backend: Backend): string | undefined {
  if (!isAddress(backend)) return backend.problem;
  return backend.serverSni !== undefined || backend.serverCaSecret || backend.serverCaIsPublic
    ? "a BackendTLSPolicy wants it spoken to by TLS of the proxy's own, which is there for HTTP alone. Let TLS pass through (tls.mode: Passthrough)"
    : undefined;
}
