/**
 * Which service starts after which (`depends_on`).
 *
 * @module
 */

import type { ComposeDependency, ComposeService } from "./compose.ts";
import type { ConvertContext } from "./context.ts";
import { stronglyConnected } from "./graph.ts";
import type { ResourceId } from "./manifest.ts";
import { items, mapping, text } from "./read.ts";

type Services = Readonly<Record<string, ComposeService>>;

/** When a dependency counts as met. */
export type StartCondition = ComposeDependency["condition"];

/** One service is to start after another. */
export interface StartAfter {
  /** The service that waits. */
  service: string;
  /** The one that it waits for. */
  dependency: string;
  /** For what of it. */
  condition: StartCondition;
}

/** The weakest first: who has completed, or is healthy, has been started. */
const CONDITIONS: readonly StartCondition[] = [
  "service_started",
  "service_healthy",
  "service_completed_successfully",
];

/**
 * Adds dependencies to services, and gives back those that it did not add, since the other service waits for the first in its
 * turn: neither would ever start. Where two would wait for each other, the one that comes first in the list counts. Of two
 * conditions the stronger one stays.
 *
 * @example
 * ```ts
 * import { addDependencies, type ComposeService } from "@dekube/engine/pacts";
 * import { assertEquals } from "@std/assert";
 *
 * const services: Record<string, ComposeService> = { web: {}, migrate: {} };
 * const refused = addDependencies(services, [
 *   { service: "web", dependency: "migrate", condition: "service_completed_successfully" },
 *   { service: "migrate", dependency: "web", condition: "service_started" },
 * ]);
 * assertEquals(services, {
 *   web: { depends_on: { migrate: { condition: "service_completed_successfully" } } },
 *   migrate: {},
 * });
 * assertEquals(refused.map(({ service }) => service), ["migrate"]);
 * ```
 */
export function addDependencies<T extends StartAfter>(
  services: Readonly<Record<string, ComposeService>>,
  wanted: readonly T[],
): T[] {
  const possible = wanted.filter(({ service, dependency }) =>
    service !== dependency && Object.hasOwn(services, service) &&
    Object.hasOwn(services, dependency)
  );
  const kept = withoutCircles(services, possible);
  for (const { service, dependency, condition } of kept) {
    const { depends_on = {} } = services[service];
    const known = depends_on[dependency]?.condition;
    services[service].depends_on = {
      ...depends_on,
      [dependency]: {
        ...depends_on[dependency],
        condition: known ? stronger(known, condition) : condition,
      },
    };
  }
  return possible.filter((one) => !kept.has(one));
}

function stronger(one: StartCondition, other: StartCondition): StartCondition {
  return CONDITIONS.indexOf(one) >= CONDITIONS.indexOf(other) ? one : other;
}

/** Those of the wanted ones that can be had together. */
function withoutCircles<T extends StartAfter>(services: Services, wanted: readonly T[]): Set<T> {
  const graph = new Map(
    Object.keys(services).map((name) => [name, new Set(waitsFor(services, name))]),
  );
  for (const { service, dependency } of wanted) graph.get(service)!.add(dependency);
  const circle = stronglyConnected(graph);
  const inCircle = ({ service, dependency }: T) => circle.get(service) === circle.get(dependency);
  const doubtful = wanted.filter(inCircle);
  const kept = new Set(wanted);
  if (doubtful.length === 0) return kept;
  // Only what goes round can close a circle, so all else need not be looked at again.
  for (const { service } of doubtful) graph.set(service, new Set(waitsFor(services, service)));
  for (const one of doubtful) {
    if (reaches(graph, one.dependency, one.service)) kept.delete(one);
    else graph.get(one.service)!.add(one.dependency);
  }
  return kept;
}

/** What Compose starts before a service: what it depends on, and whatever it shares. */
function waitsFor(services: Services, name: string): string[] {
  const service = services[name];
  const shared = [service.network_mode, service.ipc, service.pid]
    .map((mode) => /^service:(.+)$/.exec(text(mode))?.[1]);
  const volumes = items(service.volumes_from as unknown[] | undefined)
    .map((from) => text(from).split(":")[0]);
  return [...Object.keys(mapping(service.depends_on)), ...shared, ...volumes].filter((other) =>
    other !== undefined && Object.hasOwn(services, other)
  ) as string[];
}

function reaches(
  graph: ReadonlyMap<string, ReadonlySet<string>>,
  from: string,
  to: string,
): boolean {
  const seen = new Set([from]);
  for (const name of seen) {
    if (name === to) return true;
    for (const next of graph.get(name) ?? []) seen.add(next);
  }
  return false;
}

/**
 * What to wait for so that a service can be used: that it is healthy, where it has a health check, else that it is started.
 *
 * @example
 * ```ts
 * import { whenReady } from "@dekube/engine/pacts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(whenReady({ image: "web", healthcheck: { test: ["CMD", "ok"] } }), "service_healthy");
 * assertEquals(whenReady({ image: "web" }), "service_started");
 * ```
 */
export function whenReady({ healthcheck }: ComposeService): StartCondition {
  const test = items([healthcheck?.test].flat());
  return test.length > 0 && test[0] !== "NONE" ? "service_healthy" : "service_started";
}

/** The services of an object. */
export interface OwnedServices {
  /** The one that bears its name. */
  main: string;
  /** All that run its containers, the main one among them. */
  containers: string[];
}

/**
 * Services by the object that they run for, as a function of its identity. The service that stands for a pod is none of
 * its containers, and neither is one that only runs when it is asked to (`profiles`), since nothing may
 * depend on it.
 *
 * @example
 * ```ts
 * import { ownedServices } from "@dekube/engine/pacts";
 * import { testContext } from "@dekube/engine/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const owner = { kind: "Deployment", namespace: "shop", name: "web" };
 * const servicesOf = ownedServices({
 *   "web-pod": { owner, image: "busybox", holdsPod: true },
 *   web: { owner, image: "web", network_mode: "service:web-pod" },
 *   "web-sidecar-log": { owner, image: "log", network_mode: "service:web-pod" },
 * }, testContext([]));
 * assertEquals(servicesOf(owner), { main: "web", containers: ["web", "web-sidecar-log"] });
 * ```
 */
export function ownedServices(
  services: Readonly<Record<string, ComposeService>>,
  ctx: Pick<ConvertContext, "names">,
): (owner: ResourceId) => OwnedServices | undefined {
  const names = Map.groupBy(
    Object.keys(services).filter((name) =>
      services[name].owner && items(services[name].profiles as string[] | undefined).length === 0
    ),
    (name) => keyOf(services[name].owner!),
  );
  return (owner) => {
    const own = names.get(keyOf(owner)) ?? [];
    const main = ctx.names.service(owner);
    const containers = own.filter((name) => !services[name].holdsPod);
    return containers.length > 0
      ? { main: containers.includes(main) ? main : containers[0], containers }
      : undefined;
  };
}

function keyOf({ group = "", kind, namespace, name }: ResourceId): string {
  return `${kind}.${group}/${namespace}/${name}`;
}
