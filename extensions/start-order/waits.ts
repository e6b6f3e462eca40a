/**
 * One workload waits for another.
 *
 * @module
 */

import {
  type ComposeService,
  type ResourceId,
  type StartAfter,
  type StartCondition,
  whenReady,
} from "@dekube/engine/pacts";
import type { Member } from "./releases.ts";

/** A dependency, and the object whose service it is. */
export interface Wait extends StartAfter {
  /** The object. */
  owner: ResourceId;
}

/** What there is to wait for: services, each with a condition. */
export type Goal = [dependency: string, condition: StartCondition][];

/** All containers of a workload wait for something. */
export function waitFor({ id, containers }: Member, goal: Goal): Wait[] {
  return containers.flatMap((service) =>
    goal.map(([dependency, condition]) => ({ owner: id, service, dependency, condition }))
  );
}

/**
 * A hook is over: all of its containers have succeeded, where it completes; Helm does not wait for one of another kind. Where
 * another extension runs it, its main service is what there is.
 */
export function over({ main, ends, ending }: Member): Goal {
  if (!ends) return [[main, "service_started"]];
  return (ending.length > 0 ? ending : [main])
    .map((name) => [name, "service_completed_successfully"]);
}

/** A workload can be used: all of its containers that have a health check are healthy, and the main one is there. */
export function ready(
  { main, containers }: Member,
  services: Readonly<Record<string, ComposeService>>,
): Goal {
  return containers.map((name) => [name, whenReady(services[name])] as const)
    .filter(([name, condition]) => name === main || condition === "service_healthy")
    .map(([name, condition]) => [name, condition]);
}
