/**
 * TCPRoutes, UDPRoutes and TLSRoutes. The proxy passes on HTTP alone, so a backend's own port is published on the host,
 * as that of a Service of type LoadBalancer is.
 *
 * @module
 */

import {
  type ConvertContext,
  type IngressEntry,
  list,
  type Manifest,
  mapping,
  namespaceOf,
  type Reporter,
  type Service,
  text,
} from "@dekube/engine/pacts";
import { backendOf, isAddress } from "./backends.ts";
import type { Listener } from "./gateways.ts";
import { byAge } from "./order.ts";
import { attachmentsOf } from "./parents.ts";
import { readWorld, type World } from "./world.ts";

/** Adds a Service for each listener that has one route with one backend. */
export function publishStreams(routes: readonly Manifest[], given: ConvertContext): void {
  // What is wrong with Gateways is said where HTTP is read.
  const silent = { error() {}, warn() {}, info() {} };
  const world = readWorld({ ...given, report: () => silent });
  const ctx = given;
  const taken = new Map<string, Manifest>();
  const proxied = new Set(
    world.gateways.all.filter(({ protocol }) => protocol === "HTTP" || protocol === "HTTPS")
      .map(({ protocol }) => protocol === "HTTP" ? 80 : 443),
  );
  for (const route of [...routes].sort(byAge)) {
    const backend = onlyBackend(route, { ...world, ctx });
    if (!backend) continue;
    for (const { listener } of attachmentsOf(route, { ...world, ctx })) {
      const about = ctx.report(route, "spec.parentRefs");
      const problem = problemOf(listener, route, taken, proxied);
      if (problem !== undefined) {
        about.error("unpublished-port", `${problem}, so nothing leads to the route. ${REMEDY}`);
        continue;
      }
      taken.set(portKey(listener), route);
      reportHostnames(route, listener, about);
      ctx.manifests.add(loadBalancer(route, listener, backend));
    }
  }
}

const REMEDY =
  "Publish the backend's port under another number with `overrides` in dekube.yaml, or run a proxy of your own for it";

/** A Service, and the port of its that a route leads to. */
interface StreamBackend {
  service: Service;
  target: IngressEntry["upstream"];
}

function onlyBackend(route: Manifest, world: World): StreamBackend | undefined {
  const { ctx } = world;
  const rules = list(mapping(route.spec).rules).map(mapping);
  const refs = rules.flatMap((rule, index) =>
    list(rule.backendRefs).map((ref, at) => ({
      ref: mapping(ref),
      field: `spec.rules[${index}].backendRefs[${at}]`,
    }))
  ).filter(({ ref }) => text(ref.weight) !== "0");
  if (refs.length !== 1) {
    ctx.report(route, "spec.rules").error(
      "unpublished-port",
      `it has ${
        refs.length === 0 ? "no backend" : `${refs.length} backends, and a port of the host has one`
      }, so nothing leads to it. ${REMEDY}`,
    );
    return undefined;
  }
  const [{ ref, field }] = refs;
  const backend = backendOf(route, ref, world);
  const namespace = text(ref.namespace) || namespaceOf(route);
  const service = ctx.services.get(namespace, text(ref.name));
  const problem = !isAddress(backend)
    ? backend.problem
    : !service || Object.keys(mapping(service.spec?.selector)).length === 0
    ? `the Service "${text(ref.name)}" selects no pods`
    : undefined;
  if (problem !== undefined || !isAddress(backend) || !service) {
    ctx.report(route, field).error("no-backend", `nothing leads to the route, because ${problem}`);
    return undefined;
  }
  return { service, target: backend.upstream.slice(backend.upstream.lastIndexOf(":") + 1) };
}

function problemOf(
  listener: Listener,
  route: Manifest,
  taken: ReadonlyMap<string, Manifest>,
  proxied: ReadonlySet<number>,
): string | undefined {
  const { port, protocol } = listener;
  const other = taken.get(portKey(listener));
  if (other) {
    return `the ${other.kind} "${other.metadata.name}" has port ${port} of the host already${
      route.kind === "TLSRoute"
        ? ", and the proxy can't tell connections by the names they ask for"
        : ""
    }`;
  }
  if (protocol === "TLS" && !listener.isPassthrough) {
    return `the listener "${listener.name}" ends TLS, which the proxy can do for HTTP alone`;
  }
  return protocol !== "UDP" && proxied.has(port)
    ? `port ${port} of the host is the proxy's, which can pass on HTTP alone`
    : undefined;
}

function reportHostnames(route: Manifest, { hostname }: Listener, about: Reporter): void {
  if (route.kind !== "TLSRoute") return;
  if (hostname === "" && list(mapping(route.spec).hostnames).length === 0) return;
  about.info(
    "any-hostname",
    "the backend gets all connections to the port, whichever name they ask for",
  );
}

function portKey({ port, protocol }: Listener): string {
  return `${port}/${protocol === "UDP" ? "UDP" : "TCP"}`;
}

function loadBalancer(
  route: Manifest,
  { port, protocol }: Listener,
  { service, target }: StreamBackend,
): Manifest {
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: {
      name: `${route.metadata.name}-${port}-${protocol === "UDP" ? "udp" : "tcp"}`,
      namespace: namespaceOf(service),
    },
    spec: {
      type: "LoadBalancer",
      selector: service.spec?.selector,
      ports: [{ port, targetPort: Number(target), protocol: protocol === "UDP" ? "UDP" : "TCP" }],
    },
  };
}
