/**
 * IngressRoutes.
 *
 * @see https://doc.traefik.io/traefik/reference/routing-configuration/kubernetes/crd/http/ingressroute/
 * @module
 */

import {
  type AccessRestriction,
  type ConvertContext,
  denyUnkept,
  idOf,
  type IngressEntry,
  type Manifest,
  middlewareGuards,
  namespaceOf,
  resolveBackend,
  text,
} from "@dekube/engine/pacts";
import { mergeMatches, readAlternative, type RouteMatch } from "./alternative.ts";
import { backendFields, portOf } from "./backend.ts";
import { type Publicity, publicityOf } from "./entry_points.ts";
import { applySteps, redirectsToHttps, resolveMiddlewares, stepsOf } from "./middlewares.ts";
import { referenceOf } from "./names.ts";
import { Notes } from "./notes.ts";
import { routeService } from "./route_service.ts";
import { readRule } from "./rule.ts";
import { publicEntryPoints } from "./settings.ts";
import { type Fields, list, mapping, texts } from "./spec.ts";
import { type ClientTls, clientTls } from "./tls_options.ts";

/** A route, and whether Traefik serves it over HTTP alone. */
export interface PlacedEntry {
  /** The route. */
  entry: IngressEntry;
  /** Only port 80 has it. */
  httpOnly: boolean;
  /** Its rule is for any host, or any below a domain. */
  isWide: boolean;
}

/** Where a route without a backend leads, which answers with a redirect and asks nobody. */
const NOWHERE = "localhost:80";

/** The routes of an IngressRoute. */
export function routesOf(manifest: Manifest, ctx: ConvertContext): PlacedEntry[] {
  const spec = mapping(manifest.spec);
  const routes = Array.isArray(spec.routes) ? spec.routes : [];
  const publicity = publicityOf(texts(spec.entryPoints), publicEntryPoints(ctx));
  if (publicity === "inside") {
    new Notes(manifest, "spec.entryPoints", ctx).warn(
      "inside-route",
      `its entry points (${
        texts(spec.entryPoints).join(", ")
      }) are none of web and websecure, so it is left out: it must not be published. Name one that is public in dekube.yaml: extensions.traefik.entry_points`,
    );
    return [];
  }
  if (list(spec.parentRefs).length > 0) {
    new Notes(manifest, "spec.parentRefs", ctx).warn(
      "child-route",
      "it is reached through another IngressRoute alone (parentRefs), whose Middlewares come first, so it is left out; give it a rule and Middlewares of its own",
    );
    return [];
  }
  if (list(routes).length === 0) {
    new Notes(manifest, "spec.routes", ctx).warn("empty-route", "the IngressRoute has no routes");
  }
  const options = mapping(mapping(spec.tls).options);
  const reference = text(options.name) === "default"
    ? "default"
    : text(options.name) && referenceOf(options, namespaceOf(manifest));
  const shared = { publicity, spec, tls: clientTls(reference, "spec.tls.options", ctx) };
  return routes.flatMap((route, index) =>
    route === null
      ? []
      : readRoute(mapping(route), new Notes(manifest, `spec.routes[${index}]`, ctx), shared)
  );
}

/** What holds for all routes of an IngressRoute. */
interface Shared {
  publicity: Publicity;
  spec: Fields;
  tls: ClientTls;
}

function readRoute(route: Fields, notes: Notes, { publicity, spec, tls }: Shared): PlacedEntry[] {
  const { ctx, manifest } = notes;
  const namespace = namespaceOf(manifest);
  const references = list(route.middlewares).map((item) => referenceOf(item, namespace));
  const { middlewares, unkept } = resolveMiddlewares(references, ctx);
  const restrictions: AccessRestriction[] = [
    ...unkept,
    ...middlewareGuards(references.join(","), { manifests: new Map([["Middleware", middlewares]]) })
      // What is missing is named above.
      .filter((guard) => guard !== "other" || unkept.length === 0)
      .map((guard) => ({ guard, annotation: `${notes.path}.middlewares` })),
    ...tls.restrictions,
  ];
  const matches = readMatches(route, restrictions.length > 0, notes);
  if (matches.length === 0) return [];
  const httpOnly = publicity === "http";
  if (httpOnly && redirectsToHttps(middlewares) && matches.every(({ host }) => host === "")) {
    notes.info(
      "http-route",
      "it only sends HTTP on to HTTPS, which the proxy here does by itself, so it is left out",
    );
    return [];
  }
  const backend = readBackend(route, notes);
  if (!backend) return [];
  if (text(route.priority) !== "" && text(route.priority) !== "0") {
    notes.info("route-priority", "the longest path is tried first, whatever the priority says");
  }
  const secret = text(mapping(spec.tls).secretName);
  const steps = stepsOf(middlewares, ctx);
  const lost = new Set<IngressEntry>();
  const entries = matches.flatMap(({ host, path, pathType, sources, isLost }) => {
    const entry: IngressEntry = {
      host,
      path,
      pathType,
      ...backend.fields,
      resource: idOf(manifest),
      ...(secret === "" ? {} : { tls: { namespace, name: secret } }),
      ...(tls.clientCertificate ? { clientCertificate: tls.clientCertificate } : {}),
      ...(sources ? { allowedSources: sources } : {}),
    };
    if (isLost) {
      // Closed, for all that its rule might match.
      entry.denied = `${notes.path}.match`;
      lost.add(entry);
      return [entry];
    }
    const all = applySteps(entry, steps);
    return backend.isInternal ? all.filter(({ redirect }) => redirect) : all;
  });
  if (backend.isInternal && entries.length === 0) {
    notes.info(
      "internal-service",
      `it leads to Traefik's own ${JSON.stringify(backend.isInternal)}, so it is left out`,
    );
  }
  denyUnkept(entries.filter(({ denied }) => denied === undefined), restrictions, ctx);
  return entries.map((entry) => ({
    entry,
    httpOnly,
    isWide: !lost.has(entry) && (entry.host === "" || entry.host.startsWith("*")),
  }));
}

/**
 * Hosts and paths of a route's rule. What can't be kept is left out; where the route is guarded, it is
 * closed: another route might serve the same without a guard.
 */
function readMatches(
  route: Fields,
  isGuarded: boolean,
  notes: Notes,
): (RouteMatch & { isLost: boolean })[] {
  const about = new Notes(notes.manifest, `${notes.path}.match`, notes.ctx);
  const rule = text(route.match);
  if (rule.trim() === "" || !["", "Rule"].includes(text(route.kind))) {
    about.warn("bad-rule", "a route needs a rule, and the kind Rule; it is left out");
    return [];
  }
  const read = readRule(rule);
  if ("problem" in read) {
    about.warn(
      "bad-rule",
      `${
        JSON.stringify(rule.slice(0, 200))
      } is no rule of Traefik, because ${read.problem}; the route is left out`,
    );
    return [];
  }
  const templates = text(route.syntax).toLowerCase() !== "v3";
  const kept: RouteMatch[] = [];
  const closed: RouteMatch[] = [];
  for (const alternative of read.alternatives) {
    const { matches, lost } = readAlternative(alternative, { templates });
    if (matches.length === 0) {
      about.info("empty-rule", "an alternative of the rule contradicts itself, and is left out");
    } else if (lost.length === 0) {
      kept.push(...matches);
    } else if (isGuarded) {
      closed.push(...matches);
      about.error(
        "unsupported-rule",
        `${matches[0].host || "*"}${matches[0].path} answers 403, because ${
          lost.join(", ")
        } can't be kept, and what the route guards must not be served by another`,
      );
    } else {
      about.warn(
        "unsupported-rule",
        `requests for ${matches[0].host || "*"}${matches[0].path} with ${
          lost.join(", ")
        } can't be told from others, so this alternative of the rule is left out`,
      );
    }
  }
  return [
    ...mergeMatches(kept).map((match) => ({ ...match, isLost: false })),
    ...mergeMatches(closed).map((match) => ({ ...match, isLost: true })),
  ];
}

/** The fields of a route that are about its backend, `undefined` where it has none. */
function readBackend(
  route: Fields,
  notes: Notes,
): { fields: Pick<IngressEntry, "upstream" | "scheme">; isInternal: string } | undefined {
  const { ctx, manifest } = notes;
  const found = routeService(
    route.services,
    namespaceOf(manifest),
    new Notes(manifest, `${notes.path}.services`, ctx),
  );
  if (found.kind === "none") return undefined;
  if (found.kind === "internal") {
    return { fields: { upstream: NOWHERE, scheme: "http" }, isInternal: found.name };
  }
  const { name, namespace, spec } = found;
  const about = new Notes(manifest, `${notes.path}.services`, ctx);
  const service = ctx.services.get(namespace, name);
  const ports = list(service?.spec?.ports).map(mapping);
  const port = found.port || text(ports[0]?.port);
  if (!service) {
    about.warn(
      "missing-service",
      `there is no Service ${
        JSON.stringify(name)
      }, so its routes will answer with an error. Add it to the manifests`,
    );
  } else if (found.port === "" && ports.length !== 1) {
    about.warn("no-port", `no port of the Service "${name}" is named, so it is ${port || "80"}`);
  } else if (ports.every((item) => text(item.port) !== port && text(item.name) !== port)) {
    about.warn("missing-port", `the Service "${name}" has no port ${JSON.stringify(port)}`);
  }
  const resolved = resolveBackend({ service: { name, port: { name: port } } }, namespace, ctx);
  if (!resolved) return undefined;
  const { upstream } = resolved;
  const transport = text(spec.serversTransport);
  const options = {
    scheme: text(spec.scheme).toLowerCase(),
    serversTransport: transport && referenceOf({ name: transport }, namespace),
    passHostHeader: spec.passHostHeader !== false,
  };
  return {
    fields: { upstream, ...backendFields({ upstream }, portOf(service, port), options, about) },
    isInternal: "",
  };
}
