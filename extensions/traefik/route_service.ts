/**
 * Which of a route's services gets its requests.
 *
 * @module
 */

import { namespaceOf, text } from "@dekube/engine/pacts";
import { findByReference, referenceOf } from "./names.ts";
import type { Notes } from "./notes.ts";
import { type Fields, list, mapping } from "./spec.ts";

/** A service of an IngressRoute. */
export type RouteService =
  /** A Service of Kubernetes. */
  | { kind: "service"; name: string; namespace: string; port: string; spec: Fields }
  /** One of Traefik's own (`api@internal`). */
  | { kind: "internal"; name: string }
  | { kind: "none" };

const MAX_STEPS = 20;

/** The service of a route with the greatest weight, through TraefikServices. */
export function routeService(services: unknown, namespace: string, notes: Notes): RouteService {
  let chosen = heaviest(services, notes);
  let home = namespace;
  for (let step = 0; step < MAX_STEPS && chosen; step++) {
    const name = text(chosen.name);
    if (name === "") break;
    if (name.endsWith("@internal")) return { kind: "internal", name };
    const own = text(chosen.namespace) || home;
    if (text(chosen.kind) !== "TraefikService") {
      return { kind: "service", name, namespace: own, port: text(chosen.port), spec: chosen };
    }
    const named = findByReference("TraefikService", referenceOf(chosen, home), notes.ctx);
    const found = named.find((item) => item.metadata.name === name && namespaceOf(item) === own) ??
      named[0];
    if (!found) {
      notes.warn(
        "missing-service",
        `there is no TraefikService ${
          JSON.stringify(name)
        }, so the route is left out. Add it to the manifests`,
      );
      return { kind: "none" };
    }
    chosen = behind(mapping(found.spec), notes.of(found, "spec"));
    home = namespaceOf(found);
  }
  notes.warn("no-backend-service", "the route leads to no Service, so it is left out");
  return { kind: "none" };
}

/** What a TraefikService leads to. */
function behind(spec: Fields, notes: Notes): Fields | undefined {
  if (spec.mirroring) {
    notes.info("mirrored-service", "requests go to the main service alone, and to no mirror");
    return mapping(spec.mirroring);
  }
  if (spec.failover) {
    notes.info("failover-service", "requests go to the main service alone, never to its fallback");
    return mapping(mapping(spec.failover).service);
  }
  return heaviest(mapping(spec.weighted ?? spec.highestRandomWeight).services, notes);
}

function heaviest(services: unknown, notes: Notes): Fields | undefined {
  const all = list(services).map(mapping);
  const weights = all.map(({ weight }) => Number(text(weight) || "1"));
  const greatest = Math.max(...weights.slice(0, 1000).map((weight) => weight || 0), 0);
  const chosen = all[weights.indexOf(greatest)] ?? all[0];
  if (all.length > 1) {
    notes.info(
      "one-service",
      `of ${all.length} services ${
        JSON.stringify(text(chosen?.name))
      } gets all requests: a route leads to one here`,
    );
  }
  return chosen;
}
