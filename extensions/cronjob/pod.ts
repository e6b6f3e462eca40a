/**
 * The services of a CronJob's pod, and what they are to it.
 *
 * @module
 */

import { type ComposeService, ownValue, podOwnerOf } from "@dekube/engine/pacts";
import type { NamedContainer } from "@dekube/engine/pacts/kubernetes";

type Services = Readonly<Record<string, ComposeService>>;

/** Services of a pod. */
export interface RunServices {
  /** Name of the service that is run. */
  main: string;
  /** Those of init containers. */
  inits: string[];
  /** Those of containers that end by themselves. */
  sidecars: string[];
  /** Those of containers that go on until they are stopped. */
  nativeSidecars: string[];
  /** Those that no container of the pod stands behind, but that have its network. */
  helpers: string[];
  /** The one that stands for the pod; absent where it needs none. */
  pod?: string;
}

/** Finds the services that have another one's network. */
export class NetworkMembers {
  readonly #members: Map<string | undefined, string[]>;
  readonly #services: Services;

  /** Looks at all services once. */
  constructor(services: Services) {
    this.#services = services;
    this.#members = Map.groupBy(
      Object.keys(services),
      (name) => services[name].network_mode,
    );
  }

  /** The service that stands for the pod of another one, and those that joined it. */
  podOf(main: string): { pod?: string; members: readonly string[] } {
    const pod = podOwnerOf(this.#services, main);
    if (pod === undefined) return { members: [] };
    return { pod, members: this.#members.get(`service:${pod}`) ?? [] };
  }
}

/** Sorts the services of a pod by what they are to it. */
export function runServices(
  main: string,
  containers: readonly Pick<NamedContainer, "serviceName" | "role">[],
  network: NetworkMembers,
): RunServices {
  const named = (role: NamedContainer["role"]) =>
    containers.filter((container) => container.role === role)
      .map(({ serviceName }) => serviceName);
  const { pod, members } = network.podOf(main);
  const own = new Set(containers.map(({ serviceName }) => serviceName));
  return {
    main,
    inits: named("init"),
    sidecars: named("sidecar"),
    nativeSidecars: named("native-sidecar"),
    helpers: members.filter((name) => !own.has(name)),
    ...(pod === undefined ? {} : { pod }),
  };
}

/** All services of a pod, the main one first. */
export function allServices(run: RunServices): string[] {
  return [run.main, ...othersOf(run)];
}

/** The services that a run starts beside its main one. */
export function othersOf(run: RunServices): string[] {
  const { inits, sidecars, nativeSidecars, helpers, pod } = run;
  return [
    ...(pod === undefined ? [] : [pod]),
    ...inits,
    ...nativeSidecars,
    ...helpers,
    ...sidecars,
  ];
}

/** Whether runs share containers, so that there can only be one at a time. */
export function sharesContainers(run: RunServices): boolean {
  return othersOf(run).length > 0;
}

/** Has a run start what runs beside it: `docker compose run` starts only what it depends on. */
export function startWithMain(run: RunServices, services: Record<string, ComposeService>): void {
  const others = [...run.sidecars, ...run.nativeSidecars];
  if (others.length === 0) return;
  const main = services[run.main];
  main.depends_on = { ...main.depends_on };
  for (const name of others) {
    main.depends_on[name] = ownValue(main.depends_on, name) ?? { condition: "service_started" };
  }
}
