/**
 * Turns Ingresses into routes by way of the rewriters, and closes the ones whose restrictions
 * nobody keeps.
 *
 * @module
 */

import { pause } from "./pause.ts";
import {
  append,
  entries,
  getIngressClass,
  idOf,
  type Ingress,
  type IngressEntry,
  type IngressProvider,
  type IngressRewriter,
  items,
  type Manifest,
  mapping,
  namespaceOf,
  type Service,
  type StreamRoute,
  text,
} from "../../pacts/mod.ts";
import {
  type AccessRestriction,
  accessRestrictions,
  ControllerGuards,
  denyUnkept,
  type Guard,
  narrowSources,
  unknownRestrictions,
} from "../../pacts/ingress/mod.ts";
import { carriesGuard, denyRoute } from "../../pacts/ingress/access.ts";
import { controllerOfClass } from "../../pacts/ingress/ingress_class.ts";
import { GUARD_WORDS } from "../../pacts/ingress/guard.ts";
import { LOST_FEATURES, type RouteFeature } from "../../pacts/ingress/feature.ts";
import { sharedRestrictions } from "../../pacts/ingress/shared_servers.ts";
import { describeClass, mapClass, mappedClass } from "./class_remedy.ts";
import type { EngineContext } from "./context.ts";
import { onManifest } from "./extensions/failures.ts";
import { type Offer, offerForClass } from "./extensions/offers.ts";
import { checkRoutes, warnUnknownFields } from "./extensions/results.ts";
import { countRoutes } from "./extensions/route_size.ts";
import { isDomainMisspelt, nearestAnnotation } from "../../pacts/nearest.ts";
import { denyRestricted, restrictionsBehind, servicesBehind } from "./route_services.ts";
import { keptStreams } from "./streams.ts";

/** Annotations of ingress controllers, as opposed to those of other tools. */
export const CONTROLLER_ANNOTATION =
  /^(?:[a-z0-9-]+\.)*(?:ingress\.kubernetes\.io|haproxy\.org|haproxy-ingress\.github\.io|nginx\.org|nginx\.com|konghq\.com|projectcontour\.io)\//;

/** What Ingresses ask of the reverse proxy. */
export interface IngressRoutes {
  /** Routes of requests. */
  entries: IngressEntry[];
  /** Routes of connections. */
  streams: StreamRoute[];
  /** The rewriters that read Ingresses of each Service, by their names. */
  readers: Map<Service, Set<string>>;
}

/** Routes of all Ingresses, each from the first rewriter that matches it. */
export async function ingressRoutes(
  manifests: readonly Manifest[],
  rewriters: readonly IngressRewriter[],
  ctx: EngineContext,
  offers: readonly Offer[] = [],
): Promise<IngressRoutes> {
  const routes: IngressRoutes = { entries: [], streams: [], readers: new Map() };
  const controllers = new ControllerGuards(ctx);
  controllers.sayInternal(ctx);
  controllers.sayUnread(ctx);
  for (const manifest of manifests as readonly Ingress[]) {
    await pause();
    const rewriter = await findRewriter(manifest, rewriters, ctx);
    if (!rewriter) {
      warnUnmatched(manifest, rewriters, offers, ctx);
      continue;
    }
    const found = await onManifest(rewriter.name, manifest, async () => {
      const routes = await rewriter.rewrite(manifest, ctx.forExtension(rewriter.name));
      if (Array.isArray(routes)) checkRoutes(routes);
      return routes;
    });
    if (!Array.isArray(found)) {
      ctx.report(manifest).warn(
        "no-result",
        `the rewriter "${rewriter.name}" returned no list of routes, so the Ingress has none; a rewriter returns a list, [] where it made nothing`,
      );
      continue;
    }
    ctx.notes?.read(manifest, rewriter.name);
    for (const route of found) route.resource ??= idOf(manifest);
    countRoutes(found, ctx.limits);
    warnUnknownFields(found, rewriter.name, ctx);
    warnIgnoredAnnotations(manifest, rewriter, rewriters, offers, ctx);
    controllers.sayPrivate(manifest, ctx);
    const restrictions = [
      ...await restrictionsOf(manifest, rewriter, ctx),
      ...controllers.of(manifest, rewriter.controllers),
      ...sharedRestrictions(manifest, ctx),
    ];
    const remedies = restrictions.map((restriction) => ({
      ...restriction,
      remedy: offerForClass(restriction.annotation, others(offers, rewriters)) ||
        restriction.remedy ||
        addMissingSecret(restriction.annotation, manifest, rewriter, ctx),
    }));
    narrowSources(found, restrictions);
    denyUnkept(found, remedies, ctx, (unkept) => takeOut(unkept, manifest));
    const services = servicesBehind(manifest, ctx);
    for (const service of services) {
      const names = routes.readers.get(service) ?? new Set();
      routes.readers.set(service, names.add(rewriter.name));
    }
    const behind = restrictionsBehind(services, ctx);
    denyRestricted(found, behind, namespaceOf(manifest), ctx);
    append(routes.entries, found);
    const streams = await onManifest(
      rewriter.name,
      manifest,
      () => rewriter.streamRoutes?.(manifest, ctx.forExtension(rewriter.name)),
    );
    const own = items(streams).map((route) => ({ resource: idOf(manifest), ...route }));
    narrowSources(own, restrictions);
    const all = [...restrictions, ...[...behind.values()].flat()];
    append(routes.streams, keptStreams(own, all, ctx));
  }
  return routes;
}

/** The rewriter that an Ingress is read by. */
export async function findRewriter(
  manifest: Ingress,
  rewriters: readonly IngressRewriter[],
  ctx: EngineContext,
): Promise<IngressRewriter | undefined> {
  for (const rewriter of rewriters) {
    const matches = await onManifest(
      rewriter.name,
      manifest,
      () => rewriter.match(manifest, ctx.forExtension(rewriter.name)),
    );
    if (matches) return rewriter;
  }
  return undefined;
}

/**
 * What an Ingress's annotations restrict. What an annotation may do whose name does not say it, the rewriter says that
 * understands it.
 */
export async function restrictionsOf(
  manifest: Ingress,
  rewriter: IngressRewriter | undefined,
  ctx: EngineContext,
): Promise<AccessRestriction[]> {
  const understands = rewriter ? understanding(rewriter) : () => false;
  const unknown = unknownRestrictions(manifest, ctx)
    .filter(({ annotation }) => !understands(annotation));
  const byName = accessRestrictions(manifest);
  if (!rewriter?.restrictions) return [...byName, ...unknown];
  const own = await onManifest(
    rewriter.name,
    manifest,
    () => rewriter.restrictions!(manifest, ctx.forExtension(rewriter.name)),
  );
  // It knows better what to do about the same.
  const isOwn = (name: string, guard: Guard) =>
    own.some((one) => one.annotation === name && one.guard === guard);
  return [
    ...byName.filter(({ guard, annotation }) =>
      !isOwn(annotation, guard) && (guard !== "other" || !understands(annotation))
    ),
    ...own,
    ...unknown,
  ];
}

/** What to do where a rewriter could keep a restriction, had the manifests the Secret that it names. */
function addMissingSecret(
  annotation: string,
  manifest: Ingress,
  rewriter: IngressRewriter,
  ctx: EngineContext,
): string | undefined {
  if (!/-secret$/.test(annotation) || !understanding(rewriter)(annotation)) return undefined;
  const value = text(mapping(manifest.metadata.annotations)[annotation]).trim();
  const [, namespace = namespaceOf(manifest), name] = /^(?:([^\s/]+)\/)?([^\s/]+)$/.exec(value) ??
    [];
  if (name === undefined || ctx.secrets.get(namespace, name)) return undefined;
  return `Add the Secret "${name}" of the namespace "${namespace}" to the manifests`;
}

/** What to do where nobody keeps annotations, whoever is loaded; taking out but some of them would open nothing. */
function takeOut(
  unkept: readonly AccessRestriction[],
  { metadata }: Ingress,
): string | undefined {
  const names = [...new Set(unkept.map(({ annotation }) => annotation))];
  return names.every((name) => Object.hasOwn(mapping(metadata.annotations), name))
    ? `If everybody may come in, take ${names.join(", ")} out of the annotations`
    : undefined;
}

/** Which annotations a rewriter understands. */
export function understanding(
  { annotations = [], ignoresCase = false }: IngressRewriter,
): (name: string) => boolean {
  const spelled = (name: string) => ignoresCase ? name.toLowerCase() : name;
  const names = new Set(annotations.map(spelled));
  return (name) => names.has(spelled(name));
}

function warnUnmatched(
  manifest: Ingress,
  rewriters: readonly IngressRewriter[],
  offers: readonly Offer[],
  ctx: EngineContext,
): void {
  const name = getIngressClass(manifest, ctx.config.ingressTypes);
  const known = rewriters.map((rewriter) => rewriter.name);
  const offer = offerForClass(name, others(offers, rewriters)) ||
    offerForController(name, others(offers, rewriters), ctx);
  const mapped = name && known.length > 0 ? mapClass(manifest, known[0], ctx.config) : "";
  ctx.report(manifest).warn(
    "no-rewriter",
    `no loaded extension reads Ingresses ${
      name ? `of class ${describeClass(manifest, ctx.config)}` : "without a class"
    }, so it has no route. Loaded: ${known.join(", ") || "none"}. ${
      [offer, mapped].filter(Boolean).join(", or ").replace(/^m/, "M") ||
      "Add an extension that reads them"
    }`,
  );
}

/** What to add for a class whose name says nothing, and whose IngressClass says which controller it is of. */
function offerForController(
  name: string,
  offers: readonly Offer[],
  ctx: EngineContext,
): string {
  const controller = controllerOfClass(name, ctx);
  const offer = offerForClass(controller, offers);
  return offer && `${offer} (the IngressClass "${name}" has the controller ${controller})`;
}

function warnIgnoredAnnotations(
  manifest: Ingress,
  rewriter: IngressRewriter,
  rewriters: readonly IngressRewriter[],
  offers: readonly Offer[],
  ctx: EngineContext,
): void {
  const { annotations: known } = rewriter;
  if (!known) return;
  const understands = understanding(rewriter);
  const ignored = entries(manifest.metadata.annotations)
    .map(([name]) => name)
    .filter((name) => !understands(name))
    .filter((name) =>
      CONTROLLER_ANNOTATION.test(name) || isOfSameDomain(name, known) ||
      isDomainMisspelt(name, known)
    );
  if (ignored.length === 0) return;
  const reader = rewriters.find((one) => one !== rewriter && understanding(one)(ignored[0]));
  const it = ignored.length === 1 ? "it" : "them";
  // What restricts is not without effect: it closes the routes.
  const guards = new Set(
    [...accessRestrictions(manifest), ...unknownRestrictions(manifest, ctx)]
      .map(({ annotation }) => annotation),
  );
  const [one, several] = ignored.some((name) => guards.has(name))
    ? ["is not read", "are not read"]
    : ["has no effect", "have no effect"];
  const remedy = reader
    ? `"${reader.name}" is loaded and reads other Ingresses: give this one its class (spec.ingressClassName), or take ${
      ignored.length === 1 ? "the annotation" : "the annotations"
    } out`
    : offerForClass(ignored[0], others(offers, rewriters)) || unlessMapped(manifest, it, ctx);
  ctx.report(manifest, "metadata.annotations").warn(
    "ignored-annotations",
    `${ignored.map((name) => name + nearestAnnotation(name, known)).join(", ")} ${
      ignored.length === 1 ? one : several
    }: the rewriter "${rewriter.name}" does not know ${it}. ${remedy}`,
  );
}

/** Whether an annotation has the domain of one that the rewriter reads; Kubernetes' own is everybody's. */
function isOfSameDomain(name: string, known: readonly string[]): boolean {
  const [domain, rest] = name.split("/");
  return rest !== undefined && domain !== "kubernetes.io" &&
    known.some((one) => one.startsWith(`${domain}/`));
}

/** What to do about annotations that no extension knows of. */
function unlessMapped(manifest: Ingress, it: string, { config }: EngineContext): string {
  const mapped = mappedClass(manifest, config);
  return mapped
    ? `Take ${it} out, or map the class to an extension that reads ${it}: "ingress_types" in dekube.yaml has ${mapped.to} for ${mapped.from}`
    : `If another extension reads that ingress controller's annotations, map the class to it under "ingress_types" in dekube.yaml`;
}

/** Those that are not loaded. */
function others(offers: readonly Offer[], loaded: readonly IngressRewriter[]): Offer[] {
  return offers.filter(({ classes = [] }) =>
    !loaded.some((rewriter) => classes.includes(rewriter.name))
  );
}

/** Denies what the proxy itself can't keep. */
export function denyUnsupported(
  routes: readonly IngressEntry[],
  provider: IngressProvider,
  ctx: EngineContext,
): void {
  const supported = provider.guards ?? [];
  for (const route of routes) {
    if (route.denied !== undefined) continue;
    const unkept = GUARDS.flatMap((guard): AccessRestriction[] => {
      if (guard === "other" || route[guard] === undefined) return [];
      if (!carriesGuard(route, guard)) {
        return [{
          guard,
          annotation: `the route is to ask ${
            GUARD_WORDS[guard]
          }, and says nothing of whom to let in`,
        }];
      }
      if (supported.includes(guard)) return [];
      return [{
        guard,
        annotation: `the proxy "${provider.name}" can't ask ${GUARD_WORDS[guard]}`,
      }];
    });
    if (unkept.length > 0) denyRoute(route, unkept, ctx);
  }
}

/** Says what routes ask for that the proxy can't do; one that would take others' requests is left out, or closed. */
export function reportLostFeatures(
  routes: readonly IngressEntry[],
  provider: IngressProvider,
  ctx: EngineContext,
): IngressEntry[] {
  const { name, features } = provider;
  // It has all that routes may ask for.
  const remedy = name === "nginx-provider"
    ? ""
    : ctx.config.disableIngress
    ? ". nginx-provider can, where the proxy of your own is an nginx: --extension nginx-provider"
    : ". nginx-provider can: --extension nginx-provider";
  const lost = FEATURES.filter((feature) => !features?.includes(feature));
  return routes.flatMap((route) => {
    if (route.denied !== undefined) return [route];
    const asked = lost.filter((feature) => route[feature] !== undefined);
    const { host, path, resource } = route;
    const about = ctx.report(resource);
    const place = `${host || "*"}${path}`;
    for (const feature of asked) {
      if (feature !== "match") {
        about.warn(
          `unsupported-${feature.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`,
          `the proxy "${name}" can't keep that ${place} ${LOST_FEATURES[feature]}${remedy}`,
        );
      }
    }
    if (!asked.includes("match")) return [route];
    if (!GUARDS.some((guard) => guard !== "other" && route[guard] !== undefined)) {
      about.error(
        "unsupported-match",
        `the proxy "${name}" can't keep that ${place} ${LOST_FEATURES.match}, so the route is left out`,
      );
      return [];
    }
    const { match: _, ...wide } = route;
    denyRoute(
      wide,
      [{ guard: "other", annotation: "what it guards can't be told from others" }],
      ctx,
    );
    return [wide];
  });
}

const FEATURES = Object.keys(LOST_FEATURES) as RouteFeature[];

const GUARDS: readonly Guard[] = [
  "forwardAuth",
  "basicAuth",
  "allowedSources",
  "clientCertificate",
];
