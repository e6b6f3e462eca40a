/**
 * Which of a route's services gets its requests.
 *
 * @module
 */

import {
  list,
  type Mapping,
  mapping,
  namespaceOf,
  type Reporter,
  text,
} from "@dekube/engine/pacts";
import { referenceOf, type TraefikObjects } from "./objects.ts";

/** A service of an IngressRoute. */
export type RouteService =
  /** A Service of Kubernetes. */
  | { kind: "service"; name: string; namespace: string; port: string; spec: Mapping }
  /** One of Traefik's own (`api@internal`). */
  | { kind: "internal"; name: string }
  | { kind: "none" };

const MAX_STEPS = 20;

/** The service of a route with the greatest weight, through TraefikServices. */
export function routeService(
  services: unknown,
  namespace: string,
  report: Reporter,
  objects: TraefikObjects,
): RouteService {
  let chosen = heaviest(services, report);
  let home = namespace;
  for (let step = 0; step < MAX_STEPS && chosen; step++) {
    const name = text(chosen.name);
    if (name === "") break;
    if (name.endsWith("@internal")) return { kind: "internal", name };
    const own = text(chosen.namespace) || home;
    if (text(chosen.kind) !== "TraefikService") {
      return { kind: "service", name, namespace: own, port: text(chosen.port), spec: chosen };
    }
    const named = objects.find("TraefikService", referenceOf(chosen, home));
    const found = named.find((item) => item.metadata.name === name && namespaceOf(item) === own) ??
      named[0];
    if (!found) {
      report.warn(
        "missing-service",
        `there is no TraefikService ${
          JSON.stringify(name)
        }, so the route is left out. Add it to the manifests`,
      );
      return { kind: "none" };
    }
    chosen = behind(mapping(found.spec), objects.ctx.report(found, "spec"));
    home = namespaceOf(found);
  }
  report.warn("no-backend-service", "the route leads to no Service, so it is left out");
  return { kind: "none" };
}

/** What a TraefikService leads to. */
function behind(spec: Mapping, report: Reporter): Mapping | undefined {
  if (spec.mirroring) {
    report.info("mirrored-service", "requests go to the main service alone, and to no mirror");
    return mapping(spec.mirroring);
  }
  if (spec.failover) {
    report.info("failover-service", "requests go to the main service alone, never to its fallback");
    return mapping(mapping(spec.failover).service);
  }
  return heaviest(mapping(spec.weighted ?? spec.highestRandomWeight).services, report);
}

function heaviest(services: unknown, report: Reporter): Mapping | undefined {
  const all = list(services).map(mapping);
  const weights = all.map(({ weight }) => Number(text(weight) || "1"));
  const greatest = Math.max(...weights.slice(0, 1000).map((weight) => weight || 0), 0);
  const chosen = all[weights.indexOf(greatest)] ?? all[0];
  if (all.length > 1) {
    report.info(
      "one-service",
      `of ${all.length} services ${
        JSON.stringify(text(chosen?.name))
      } gets all requests: a route leads to one here`,
    );
  }
  return chosen;
}
