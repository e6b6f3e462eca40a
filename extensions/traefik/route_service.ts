/**
 * Which services get a route's requests, through TraefikServices.
 *
 * @see https://doc.traefik.io/traefik/reference/routing-configuration/kubernetes/crd/http/traefikservice/
 * @module
 */

import {
  list,
  type Manifest,
  type Mapping,
  mapping,
  namespaceOf,
  type Reporter,
  text,
} from "@dekube/engine/pacts";
import { mayLeadTo } from "./foreign_namespace.ts";
import { referenceOf, referencesIn, type TraefikObjects } from "./objects.ts";
import { reportUnkept } from "./unkept_fields.ts";

/** A Service of Kubernetes, or one of Traefik's own (`api@internal`), and its share of a route's requests. */
export interface RouteService {
  /** Its name, and where it is. */
  name: string;
  namespace: string;
  /** What leads to it. */
  spec: Mapping;
  /** Says things about where that stands. */
  report: Reporter;
  /** Of all services' weights together. */
  weight: number;
  /** Middlewares between the route and it, as annotations name them, the outermost first. */
  middlewares: readonly string[];
}

/** Where a route's requests go. */
export interface RouteServices {
  /** Those that share them; none where there is nothing to lead to. */
  services: RouteService[];
  /** The share that nobody gets, which Traefik answers with 503; of the weights of the services, too. */
  unavailable: number;
  /** Those that get copies of a share of them. */
  mirrors: (RouteService & { share: number })[];
}

/** Names of TraefikServices may lead in circles, and in ever more ways to the same. */
const MAX_DEPTH = 20;
const MAX_SERVICES = 100;
const MAX_LIST = 1000;
const MAX_STEPS = 500;

/** The services of a route. */
export function routeServices(
  services: unknown,
  namespace: string,
  report: Reporter,
  objects: TraefikObjects,
): RouteServices {
  const found: RouteServices = { services: [], unavailable: 0, mirrors: [] };
  const walk = new Walk(objects, found);
  walk.shareOfRoute(services, {
    home: namespace,
    report,
    middlewares: [],
    depth: 0,
    isAll: true,
    trail: [],
  });
  if (found.services.length === 0 && found.unavailable === 0 && !walk.isReported) {
    report.warn("no-backend-service", "the route leads to no Service, so it is left out");
  }
  return found;
}

/** What is said of a list of services where it stands. */
interface Place {
  /** Namespace of what has the list. */
  home: string;
  report: Reporter;
  middlewares: readonly string[];
  depth: number;
  /** All of the route's requests come by here. */
  isAll: boolean;
  /** The TraefikServices that led here. */
  trail: readonly Manifest[];
  /** It is a copy of requests that is led there. */
  isCopy?: boolean;
  /** What the list gets of the route's requests; that of its own weights together at the top. */
  weight?: number;
}

const ONE_CONTAINER = "there is one container behind a Service";

/** What is said of how Traefik spreads requests over pods. */
const MEANINGLESS = {
  healthCheck: "the container has a health check of its own, and the proxy needs none",
  nativeLB: ONE_CONTAINER,
  nodePortLB: ONE_CONTAINER,
  passiveHealthCheck: ONE_CONTAINER,
  responseForwarding: "answers are passed on as they come",
  sticky: ONE_CONTAINER,
  strategy: ONE_CONTAINER,
};

class Walk {
  /** Why there is no service was said. */
  isReported = false;
  /** Something leads back to where it was asked from. */
  isCircular = false;

  constructor(
    private readonly objects: TraefikObjects,
    private readonly found: RouteServices,
    /** How many more TraefikServices are gone through, and those that are said to lead to themselves. */
    private readonly steps: { left: number; circles: Set<Manifest> } = {
      left: MAX_STEPS,
      circles: new Set(),
    },
  ) {}

  /** The services of a route: one alone gets all, whatever its weight. */
  shareOfRoute(services: unknown, place: Place): void {
    const [first, ...others] = list(services).map(mapping);
    if (first && others.length === 0) this.follow(first, { ...place, weight: 1 });
    else this.share(services, place);
  }

  /** The services of a list, by their weights. */
  share(services: unknown, place: Place): void {
    const all = list(services).slice(0, MAX_LIST).map(mapping);
    const weights: number[] = all.map(({ weight }) =>
      Math.max(Number(text(weight) || "1") || 0, 0)
    );
    const sum = weights.reduce((total, weight) => total + weight, 0);
    if (all.length > 0 && sum === 0) {
      this.found.unavailable += place.weight ?? 1;
      place.report.info(
        "no-backends",
        "all its services have the weight 0, so what they would get is answered with 503, as Traefik does it",
      );
      return;
    }
    const isAll = place.isAll && weights.filter((weight) => weight > 0).length === 1;
    all.forEach((spec, index) => {
      if (weights[index] === 0) return;
      const weight = (place.weight ?? sum) * weights[index] / sum;
      this.follow(spec, { ...place, isAll, weight });
    });
  }

  /** The service that an item of a list names. */
  follow(spec: Mapping, place: Place): void {
    const { home, report, depth, weight = 1 } = place;
    const name = text(spec.name);
    if (name === "" || depth > MAX_DEPTH || this.found.services.length >= MAX_SERVICES) return;
    const namespace = text(spec.namespace) || home;
    if (!name.endsWith("@internal") && !mayLeadTo(namespace, home, report, this.objects)) {
      this.isReported = true;
      // Of copies nobody waits for an answer.
      if (!place.isCopy) this.found.unavailable += weight;
      return;
    }
    const middlewares = [
      ...place.middlewares,
      ...referencesIn(spec.middlewares, namespace),
    ];
    if (text(spec.kind) !== "TraefikService" || name.endsWith("@internal")) {
      reportUnkept(spec, report, {}, MEANINGLESS);
      this.found.services.push({ name, namespace, spec, report, weight, middlewares });
      return;
    }
    if (this.steps.left <= 0) {
      this.isReported = true;
      if (this.steps.left-- < 0) return;
      return report.warn(
        "too-many-services",
        `TraefikServices lead to each other in more than ${MAX_STEPS} ways; of those that are left nothing is served. Name the Services themselves`,
      );
    }
    this.steps.left--;
    const manifest = this.#find(spec, home, namespace);
    if (manifest && place.trail.includes(manifest)) {
      this.isCircular = true;
      // Of copies it is said why there are none.
      if (!place.isCopy) this.#sayCircle(manifest);
    } else if (manifest) {
      const trail = [...place.trail, manifest];
      this.#behind(manifest, { ...place, middlewares, depth: depth + 1, trail });
    } else {
      this.isReported = true;
      report.warn(
        "missing-service",
        `there is no TraefikService ${
          JSON.stringify(name)
        } in the namespace "${namespace}", so nothing is sent to it. Add it to the manifests`,
      );
    }
  }

  #sayCircle(manifest: Manifest): void {
    if (this.steps.circles.has(manifest)) return;
    this.steps.circles.add(manifest);
    this.objects.ctx.report(manifest, "spec").warn(
      "circular-service",
      "it leads to itself, so what it would send there goes to the others that share its requests, if there are any. Take the reference out",
    );
  }

  #find(spec: Mapping, home: string, namespace: string): Manifest | undefined {
    const named = this.objects.find("TraefikService", referenceOf(spec, home));
    return named.find((item) =>
      item.metadata.name === text(spec.name) && namespaceOf(item) === namespace
    ) ?? named[0];
  }

  /** What a TraefikService leads to. */
  #behind(manifest: Manifest, outer: Place): void {
    const spec = mapping(manifest.spec);
    const report = this.objects.ctx.report(manifest, "spec");
    const place = { ...outer, isCopy: false, home: namespaceOf(manifest), report };
    const { weighted, highestRandomWeight, failover, mirroring } = spec;
    if (mirroring) {
      this.#mirror(mapping(mirroring), place);
    } else if (failover) {
      this.objects.ctx.report(manifest, "spec.failover").warn(
        "unsupported-failover",
        "requests go to the main service alone, never to its fallback (failover.fallback, failover.errors)",
      );
      this.follow(mapping(mapping(failover).service), place);
    } else {
      const { services, sticky } = mapping(weighted ?? highestRandomWeight);
      const isSpread = list(services).length > 1;
      const kind = weighted ? "weighted" : "highestRandomWeight";
      const about = this.objects.ctx.report(manifest, `spec.${kind}${sticky ? ".sticky" : ""}`);
      if (isSpread && (sticky || highestRandomWeight)) {
        about.warn(
          "unsupported-sticky",
          "each request is sent to any of the services by their weights: no client stays with one of them",
        );
      }
      if (!isSpread) reportUnkept({ sticky }, about, {}, MEANINGLESS);
      this.share(services, place);
    }
  }

  #mirror(spec: Mapping, place: Place): void {
    const { report, isAll } = place;
    reportUnkept(spec, report, {
      maxBodySize: "requests are copied whatever their size",
    });
    if (spec.mirrorBody === false) {
      report.warn("unsupported-field", "mirrorBody: copies of requests have their body");
    }
    for (const mirror of list(spec.mirrors).map(mapping)) this.#copy(mirror, isAll, place);
    this.follow(spec, place);
  }

  #copy(spec: Mapping, isAll: boolean, place: Place): void {
    const share = Math.min(Math.max(Number(text(spec.percent)) || 0, 0), 100) / 100;
    const name = JSON.stringify(text(spec.name));
    const behind: RouteServices = { services: [], unavailable: 0, mirrors: [] };
    const walk = new Walk(this.objects, behind, this.steps);
    walk.follow(spec, { ...place, middlewares: [], isCopy: true });
    const [service, second] = behind.services;
    const problem = share === 0
      ? "its percent is 0"
      : !service
      ? walk.isCircular ? "it leads back to itself" : "it leads to no Service"
      : second || behind.mirrors.length > 0
      ? "it is not one Service"
      : service.middlewares.length > 0
      ? "its Middlewares can't be applied to copies"
      : !isAll
      ? "its main service gets but some of the route's requests"
      : undefined;
    if (problem === undefined) this.found.mirrors.push({ ...service, share });
    else place.report.warn("unsupported-mirror", `${name} gets no copies, because ${problem}`);
  }
}
