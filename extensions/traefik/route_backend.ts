/**
 * The backends of a route of an IngressRoute, and the Middlewares in front of each.
 *
 * @module
 */

import {
  type IngressEntry,
  items,
  type Reporter,
  resolveBackend,
  text,
} from "@dekube/engine/pacts";
import { type AccessRestriction, NOBODY, type WeightedBackend } from "@dekube/engine/pacts/ingress";
import { type Backend, readBackend } from "./backend.ts";
import { middlewareRestrictions } from "./guards.ts";
import { applySteps, resolveMiddlewares, type Step, stepsOf } from "./middlewares.ts";
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
    const backend = backendOf(service, about, objects);
    return backend ? [{ service, backend }] : [];
  });
  if (all.length === 0) {
    return found.unavailable === 0 ? undefined : {
      fields: { upstream: NOWHERE, scheme: "http", answer: { status: UNAVAILABLE } },
      steps: [],
      restrictions: [],
    };
  }
  const [main] = all.toSorted((one, other) => other.service.weight - one.service.weight);
  const mirrors = found.mirrors.flatMap((service) => {
    const backend = backendOf(service, about, objects);
    return backend ? [{ ...backend.address, share: service.share }] : [];
  });
  const { shared, ...front } = inFront(all.map(({ service }) => service), field, about, objects);
  const backends: WeightedBackend[] = all.map(({ service, backend }, index) => ({
    ...backend.address,
    weight: service.weight,
    ...shared[index],
  }));
  if (found.unavailable > 0) backends.push({ weight: found.unavailable, status: UNAVAILABLE });
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
    restrictions.push(...guards.map(({ annotation }): AccessRestriction => ({
      guard: "other",
      annotation: `${annotation} (in front of one of several services)`,
    })));
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

function backendOf(
  { name, namespace, spec }: RouteService,
  about: Reporter,
  objects: TraefikObjects,
): Backend | undefined {
  const { ctx } = objects;
  const service = ctx.services.get(namespace, name);
  const ports = items(service?.spec?.ports);
  const wanted = text(spec.port);
  const port = wanted || text(ports[0]?.port);
  const resolved = resolveBackend({ service: { name, port: { name: port } } }, namespace, ctx);
  if (!resolved) return undefined;
  if (!service) {
    about.warn(
      "missing-service",
      `there is no Service ${
        JSON.stringify(name)
      }, so its routes will answer with an error. Add it to the manifests`,
    );
  } else if (wanted === "" && ports.length !== 1) {
    about.warn("no-port", `no port of the Service "${name}" is named, so it is ${port || "80"}`);
  } else if (!resolved.port) {
    about.error(
      "missing-port",
      `the Service "${name}" has no port ${JSON.stringify(port)}, so it gets no requests`,
    );
  }
  const transport = text(spec.serversTransport);
  const options = {
    scheme: text(spec.scheme).toLowerCase(),
    serversTransport: transport && referenceOf({ name: transport }, namespace),
    passHostHeader: spec.passHostHeader !== false,
  };
  const { missingPort, port: found } = resolved;
  const reached = missingPort === undefined ? resolved : { upstream: NOBODY.upstream };
  return readBackend(reached, found, options, about, objects);
}
