/**
 * The backends of a route of an IngressRoute, and the Middlewares in front of each.
 *
 * @module
 */

import { append, type IngressEntry, type Reporter, text } from "@dekube/engine/pacts";
import type { AccessRestriction, WeightedBackend } from "@dekube/engine/pacts/ingress";
import { type Backend, readBackend } from "./backend.ts";
import { middlewareRestrictions } from "./guards.ts";
import { applySteps, resolveMiddlewares, type Step, stepsOf } from "./middlewares.ts";
import { namedService, type Outcomes } from "./named_service.ts";
import { referenceOf, type TraefikObjects } from "./objects.ts";
import { type RouteService, routeServices } from "./route_service.ts";

/** What a route leads to. */
export interface RouteBackend {
  /** The fields of the route that are about its backends. */
  fields: Pick<IngressEntry, "upstream" | "scheme"> & Partial<IngressEntry>;
  /** What Middlewares in front of all backends do, behind the route's own. */
  steps: Step[];
  /** What Middlewares in front of backends restrict. */
  restrictions: AccessRestriction[];
  /** Traefik's own service that it leads to (`api@internal`). */
  internal?: string;
}

/** Where a route without a backend leads, which answers with a redirect and asks nobody. */
const NOWHERE = "localhost:80";

/** What Traefik answers where no service may be asked. */
const UNAVAILABLE = 503;

const OUTCOMES: Outcomes = {
  missing: "its routes will answer with an error",
  refused: "what it would get is answered with 503",
};

/** The backends of a route; `undefined` where it has none. */
export function routeBackend(
  services: unknown,
  home: string,
  field: string,
  about: Reporter,
  objects: TraefikObjects,
): RouteBackend | undefined {
  const found = routeServices(services, home, about, objects);
  const internal = found.services.find(({ name }) => name.endsWith("@internal"));
  const own = found.services.filter((service) => service !== internal);
  if (internal && own.length === 0) {
    return {
      fields: { upstream: NOWHERE, scheme: "http" },
      ...inFront([internal], field, about, objects),
      internal: internal.name,
    };
  }
  if (internal) {
    about.warn(
      "internal-service",
      `${JSON.stringify(internal.name)} is a service of Traefik's own, so the others get its share`,
    );
  }
  const all = own.flatMap((service) => {
    const backend = backendOf(service, objects);
    return backend ? [{ service, backend }] : [];
  });
  const unavailable = own.filter((service) => !all.some((one) => one.service === service))
    .reduce((total, { weight }) => total + weight, found.unavailable);
  if (all.length === 0) {
    return unavailable === 0 ? undefined : {
      fields: { upstream: NOWHERE, scheme: "http", answer: { status: UNAVAILABLE } },
      steps: [],
      restrictions: [],
    };
  }
  const [main] = all.toSorted((one, other) => other.service.weight - one.service.weight);
  const mirrors = found.mirrors.flatMap((service) => {
    const backend = backendOf(service, objects);
    return backend ? [{ ...backend.address, share: service.share }] : [];
  });
  const { shared, ...front } = inFront(all.map(({ service }) => service), field, about, objects);
  const backends: WeightedBackend[] = all.map(({ service, backend }, index) => ({
    ...backend.address,
    weight: service.weight,
    ...shared[index],
  }));
  if (unavailable > 0) backends.push({ weight: unavailable, status: UNAVAILABLE });
  return {
    fields: {
      ...main.backend.address,
      ...timeoutsOf(all.map(({ backend }) => backend), about),
      ...(backends.length > 1 ? { backends } : {}),
      ...(mirrors.length > 0 ? { mirrors } : {}),
    },
    ...front,
  };
}

/** The longest times of all, so that no backend is given up too early. */
function timeoutsOf(
  backends: readonly Backend[],
  about: Reporter,
): Pick<IngressEntry, "timeouts"> {
  const written = new Set(backends.map(({ timeouts = {} }) => JSON.stringify(timeouts)));
  if (written.size > 1) {
    about.info("one-timeout", "the services have other timeouts each; the longest holds for all");
  }
  const all = backends.map(({ timeouts = {} }) => timeouts);
  const longest = (kind: "connect" | "answer") => {
    const values = all.map((timeouts) => timeouts[kind]);
    return values.includes(undefined) ? {} : { [kind]: Math.max(...values as number[]) };
  };
  const timeouts = { ...longest("connect"), ...longest("answer") };
  return Object.keys(timeouts).length > 0 ? { timeouts } : {};
}

/** What Middlewares in front of services do: to all requests, or to those of one of several. */
function inFront(
  services: readonly RouteService[],
  field: string,
  about: Reporter,
  objects: TraefikObjects,
): Pick<RouteBackend, "steps" | "restrictions"> & { shared: Partial<WeightedBackend>[] } {
  const lists = services.map(({ middlewares }) => middlewares);
  const isSame = new Set(lists.map((references) => references.join(","))).size === 1;
  if (isSame) {
    const resolved = resolveMiddlewares(lists[0], objects);
    return {
      steps: stepsOf(resolved.middlewares, objects.ctx),
      restrictions: middlewareRestrictions(resolved, `${field}[].middlewares`),
      shared: services.map(() => ({})),
    };
  }
  const restrictions: AccessRestriction[] = [];
  const shared = lists.map((references): Partial<WeightedBackend> => {
    const resolved = resolveMiddlewares(references, objects);
    const guards = middlewareRestrictions(resolved, `${field}[].middlewares`);
    // What guards one backend can't be asked of its requests alone.
    append(
      restrictions,
      guards.map(({ annotation }): AccessRestriction => ({
        guard: "other",
        annotation: `${annotation} (in front of one of several services)`,
      })),
    );
    return guards.length > 0
      ? {}
      : headerChanges(stepsOf(resolved.middlewares, objects.ctx), about);
  });
  return { steps: [], restrictions, shared };
}

/** What Middlewares do to headers; all else that they do is said. */
function headerChanges(steps: readonly Step[], about: Reporter): Partial<WeightedBackend> {
  const before: IngressEntry = { host: "", path: "/", upstream: NOWHERE, scheme: "http" };
  const after = { ...before };
  const added = applySteps(after, steps);
  const { requestHeaders, responseHeaders, ...rest } = after;
  if (added.length > 1 || JSON.stringify(rest) !== JSON.stringify(before)) {
    about.warn(
      "unsupported-middleware",
      "Middlewares in front of one of several services change headers alone; what else they do is left out",
    );
  }
  return {
    ...(requestHeaders ? { requestHeaders } : {}),
    ...(responseHeaders ? { responseHeaders } : {}),
  };
}

/** How a service is reached; `undefined` where nothing gets to it. */
function backendOf(service: RouteService, objects: TraefikObjects): Backend | undefined {
  const { namespace, spec, report } = service;
  const found = namedService(service, OUTCOMES, report, objects);
  if (!found || found.isRefused) return undefined;
  const transport = text(spec.serversTransport);
  const options = {
    scheme: text(spec.scheme).toLowerCase(),
    serversTransport: transport && referenceOf({ name: transport }, namespace),
    passHostHeader: spec.passHostHeader !== false,
  };
  return readBackend(found.resolved, found.resolved.port, options, report, objects);
}
