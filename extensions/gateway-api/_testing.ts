/**
 * Objects of Gateway API to convert, and what comes out of them.
 *
 * @module
 */

import { type IngressEntry, kindOf, type Manifest } from "@dekube/engine/pacts";
import { said, type TestContext, testContext } from "@dekube/engine/testing";
import { GROUP } from "./group.ts";
import { GatewayRoutes } from "./mod.ts";

/** An object of Gateway API in the namespace `shop`. */
export function object(kind: string, name: string, spec: unknown, namespace = "shop"): Manifest {
  return { apiVersion: `${GROUP}/v1`, kind, metadata: { name, namespace }, spec };
}

/** A Gateway with these listeners; each has a name, and what is left out is as for plain HTTP. */
export function gateway(name: string, listeners: readonly Record<string, unknown>[]): Manifest {
  return object("Gateway", name, {
    gatewayClassName: "any",
    listeners: listeners.map((listener) => ({ port: 80, protocol: "HTTP", ...listener })),
  });
}

/** The Gateway of most tests: HTTP for any host. */
export const EDGE: Manifest = gateway("edge", [{ name: "http" }]);

/** An HTTPRoute that attaches to `edge`. */
export function httpRoute(name: string, spec: Record<string, unknown>): Manifest {
  return object("HTTPRoute", name, { parentRefs: [{ name: "edge" }], ...spec });
}

/** A GRPCRoute that attaches to `edge`. */
export function grpcRoute(name: string, spec: Record<string, unknown>): Manifest {
  return object("GRPCRoute", name, { parentRefs: [{ name: "edge" }], ...spec });
}

/** Backends of a rule that all go to the Service `web`. */
export const TO_WEB = { backendRefs: [{ name: "web", port: 80 }] };

/** A Service. */
export function service(
  name: string,
  port: Record<string, unknown> = {},
  namespace = "shop",
): Manifest {
  return {
    kind: "Service",
    metadata: { name, namespace },
    spec: { selector: { app: name }, ports: [{ port: 80, targetPort: 8080, ...port }] },
  };
}

/** A conversion's context, with the Services `web` and `next` in it. */
export function contextOf(manifests: readonly Manifest[]): TestContext {
  return testContext([service("web"), service("next"), ...manifests]);
}

/** The routes of objects, and what was said of them; `edge` is there. */
export function routesOf(
  manifests: readonly Manifest[],
): { routes: IngressEntry[]; said: string[] } {
  const { routes, ctx } = converted(manifests);
  return { routes, said: said(ctx) };
}

/** What is said of objects, in full; `edge` is there. */
export function messagesOf(manifests: readonly Manifest[]): string[] {
  return [...converted(manifests).ctx.diagnostics].map(({ message }) => message);
}

function converted(manifests: readonly Manifest[]): { routes: IngressEntry[]; ctx: TestContext } {
  const ctx = contextOf([EDGE, ...manifests]);
  const converter = new GatewayRoutes();
  const own = [EDGE, ...manifests].filter((one) => converter.kinds.includes(kindOf(one)));
  const { ingressEntries = [] } = converter.convertAll(Map.groupBy(own, kindOf), ctx);
  return { routes: ingressEntries, ctx };
}

/** The routes without those that only answer 404, each by some of its fields. */
export function fieldsOf<K extends keyof IngressEntry>(
  routes: readonly IngressEntry[],
  ...names: K[]
): Pick<IngressEntry, K>[] {
  return routes.filter(({ answer }) => answer?.status !== 404).map((route) =>
    Object.fromEntries(
      names.filter((name) => route[name] !== undefined).map((name) => [name, route[name]]),
    ) as Pick<IngressEntry, K>
  );
}
