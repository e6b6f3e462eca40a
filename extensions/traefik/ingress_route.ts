/**
 * IngressRoutes.
 *
 * @see https://doc.traefik.io/traefik/reference/routing-configuration/kubernetes/crd/http/ingressroute/
 * @module
 */

import {
  append,
  idOf,
  type IngressEntry,
  isMapping,
  list,
  type Manifest,
  type Mapping,
  mapping,
  namespaceOf,
  type Reporter,
  text,
  texts,
} from "@dekube/engine/pacts";
import {
  denyUnkept,
  routeRestrictions,
  type TlsTermination,
  unknownRestrictions,
} from "@dekube/engine/pacts/ingress";
import { mergeMatches, readAlternative, type RouteMatch } from "./alternative.ts";
import { type EntryPointGuards, entryPointGuards, entryPointTls } from "./entry_point_guards.ts";
import { type EntryPoints, readEntryPoints } from "./entry_points.ts";
import { httpsHosts } from "./https_hosts.ts";
import { forwardedHeaders } from "./forwarded_headers.ts";
import { middlewareRestrictions } from "./guards.ts";
import { protocolsOf, readGuarded, servedAtAll, type ServedFields } from "./https.ts";
import { applySteps, limitSteps, resolveMiddlewares, stepsOf } from "./middlewares.ts";
import { optionsIn, referencesIn, type TraefikObjects } from "./objects.ts";
import { priorityField } from "./priority.ts";
import { routeBackend } from "./route_backend.ts";
import { reportClass, reportTls } from "./route_fields.ts";
import { describeBadRule, readRule } from "./rule.ts";
import { publicEntryPoints, reportInside } from "./settings.ts";
import { type ClientTls, clientTls } from "./tls_options.ts";
import { defaultTermination } from "./tls_store.ts";
import { reportUnkept } from "./unkept_fields.ts";

/** A route, and how much its rule is for. */
export interface PlacedEntry {
  /** The route. */
  entry: IngressEntry;
  /** Its rule is for any host, or any below a domain. */
  isWide: boolean;
}

const OWN_MEASURES = "the proxy has no counterpart of Traefik's metrics and traces";

const MEANINGLESS_OBSERVABILITY = {
  metrics: OWN_MEASURES,
  traceVerbosity: OWN_MEASURES,
  tracing: OWN_MEASURES,
};

/** The routes of an IngressRoute. */
export function routesOf(manifest: Manifest, objects: TraefikObjects): PlacedEntry[] {
  const { ctx } = objects;
  const spec = mapping(manifest.spec);
  const routes = Array.isArray(spec.routes) ? spec.routes : [];
  const points = readEntryPoints(texts(spec.entryPoints), publicEntryPoints(ctx));
  if (!points) {
    reportInside(ctx.report(manifest, "spec.entryPoints"), texts(spec.entryPoints));
    return [];
  }
  if (list(spec.parentRefs).length > 0) {
    ctx.report(manifest, "spec.parentRefs").warn(
      "child-route",
      "it is reached through another IngressRoute alone (parentRefs), whose Middlewares come first, so it is left out; give it a rule and Middlewares of its own",
    );
    return [];
  }
  if (list(routes).length === 0) {
    ctx.report(manifest, "spec.routes").warn("empty-route", "the IngressRoute has no routes");
  }
  const reference = optionsIn(mapping(spec.tls).options, namespaceOf(manifest));
  const ofPoints = reference === ""
    ? entryPointTls(texts(spec.entryPoints), isMapping(spec.tls), objects)
    : undefined;
  const tls = ofPoints ?? clientTls(reference, "spec.tls.options", objects);
  const fallback = {
    ...defaultTermination(text(mapping(spec.tls).certResolver), objects),
    ...tls.versions,
  };
  const served = readGuarded(points, ownTermination(manifest, fallback), fallback, tls);
  const asked = protocolsOf(served).includes("https") ? tls : { ...tls, restrictions: [] };
  reportTls(manifest, objects);
  reportClass(manifest, objects);
  const inFront = entryPointGuards(texts(spec.entryPoints), objects);
  const shared: Shared = { manifest, points, served, tls: asked, inFront, objects };
  return routes.flatMap((route, index) =>
    route === null ? [] : readRoute(mapping(route), `spec.routes[${index}]`, shared)
  );
}

/** What becomes of the log, and of what else Traefik tells of requests. */
function readObservability(route: Mapping, about: Reporter): Pick<IngressEntry, "accessLog"> {
  const observability = mapping(route.observability);
  reportUnkept(observability, about, {}, MEANINGLESS_OBSERVABILITY);
  return observability.accessLogs === false ? { accessLog: false } : {};
}

/** How TLS ends where the IngressRoute has some of its own. */
function ownTermination(
  manifest: Manifest,
  fallback: TlsTermination,
): TlsTermination | undefined {
  const { tls } = mapping(manifest.spec);
  if (!isMapping(tls)) return undefined;
  const name = text(tls.secretName);
  return name === ""
    ? fallback
    : { ...fallback, secret: { namespace: namespaceOf(manifest), name } };
}

/** What holds for all routes of an IngressRoute. */
interface Shared {
  manifest: Manifest;
  points: EntryPoints;
  served: ServedFields;
  tls: ClientTls;
  inFront: EntryPointGuards;
  objects: TraefikObjects;
}

function readRoute(route: Mapping, field: string, shared: Shared): PlacedEntry[] {
  const { manifest, points, served, tls, inFront, objects } = shared;
  const { ctx } = objects;
  const about = ctx.report(manifest, field);
  const namespace = namespaceOf(manifest);
  const references = referencesIn(route.middlewares, namespace);
  const resolved = resolveMiddlewares(references, objects);
  const { middlewares } = resolved;
  const backend = routeBackend(
    route.services,
    namespace,
    `${field}.services`,
    ctx.report(manifest, `${field}.services`),
    objects,
  );
  const restrictions = [
    ...inFront.restrictions,
    ...middlewareRestrictions(resolved, `${field}.middlewares`),
    ...[...routeRestrictions(manifest), ...unknownRestrictions(manifest, ctx)],
    ...backend?.restrictions ?? [],
    ...tls.restrictions,
  ];
  const matches = readMatches(
    route,
    restrictions.length > 0,
    ctx.report(manifest, `${field}.match`),
  );
  if (matches.length === 0 || !backend) return [];
  const steps = [...inFront.steps, ...stepsOf(middlewares, ctx), ...backend.steps];
  limitSteps(matches.length, steps, idOf(manifest), ctx);
  const common = {
    ...backend.fields,
    ...forwardedHeaders(),
    ...readObservability(route, ctx.report(manifest, `${field}.observability`)),
    ...priorityField(route.priority, text(route.match), objects),
    resource: idOf(manifest),
    ...served,
    ...(tls.clientCertificate && protocolsOf(served).includes("https")
      ? { clientCertificate: tls.clientCertificate }
      : {}),
  };
  const lost = new Set<IngressEntry>();
  const entries = matches.flatMap(({ isLost, ...match }) => {
    const entry: IngressEntry = { ...match, ...common };
    if (isLost) {
      // Closed, for all that its rule might match.
      entry.denied = `${field}.match`;
      lost.add(entry);
      return [entry];
    }
    const all = applySteps(entry, steps);
    if (backend.internal !== undefined) return all.filter(answersItself);
    for (const one of all) servedAtAll(one, points, objects.once(httpsHosts));
    return all;
  });
  if (backend.internal !== undefined && entries.length === 0) {
    about.info(
      "internal-service",
      `it leads to Traefik's own ${JSON.stringify(backend.internal)}, so it is left out`,
    );
  }
  denyUnkept(entries.filter(({ denied }) => denied === undefined), restrictions, ctx);
  return entries.map((entry) => ({
    entry,
    isWide: !lost.has(entry) && (entry.host === "" || entry.host.startsWith("*")),
  }));
}

/** Whether a route needs no backend: it redirects, or sends all requests on to HTTPS. */
function answersItself(entry: IngressEntry): boolean {
  return entry.redirect !== undefined || protocolsOf(entry).length === 0;
}

/**
 * Hosts and paths of a route's rule. What can't be kept is left out; where the route is guarded, it is
 * closed: another route might serve the same without a guard.
 */
function readMatches(
  route: Mapping,
  isGuarded: boolean,
  about: Reporter,
): (RouteMatch & { isLost: boolean })[] {
  const rule = text(route.match);
  if (rule.trim() === "" || !["", "Rule"].includes(text(route.kind))) {
    about.warn("bad-rule", "a route needs a rule, and the kind Rule; it is left out");
    return [];
  }
  const read = readRule(rule);
  if ("problem" in read) {
    about.warn("bad-rule", describeBadRule(rule, read.problem));
    return [];
  }
  const templates = text(route.syntax).toLowerCase() !== "v3";
  const kept: RouteMatch[] = [];
  const closed: RouteMatch[] = [];
  for (const alternative of read.alternatives) {
    const { matches, lost, unmet } = readAlternative(alternative, { templates });
    if (unmet.length > 0) {
      about.warn(
        "bad-rule",
        `${
          unmet.join(", ")
        } names no host, so no request meets this alternative of the rule, and it is left out. Give it the name that clients ask for`,
      );
    } else if (matches.length === 0) {
      about.info("empty-rule", "an alternative of the rule contradicts itself, and is left out");
    } else if (lost.length === 0) {
      append(kept, matches);
    } else if (isGuarded) {
      append(closed, matches);
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
