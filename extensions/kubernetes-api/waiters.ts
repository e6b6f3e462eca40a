/**
 * Containers that do nothing but ask the Kubernetes API: they are taken out of their pods before anything is made of those, and
 * what they wait for becomes a dependency.
 *
 * @module
 */

import {
  addDependencies,
  type ComposeService,
  type ConvertContext,
  items,
  ownedServices,
  type ResourceId,
  text,
} from "@dekube/engine/pacts";
import type { Container, Workload } from "@dekube/engine/pacts/kubernetes";
import { type ApiUse, apiUseOf } from "./api_use.ts";
import { Goals } from "./goals.ts";
import { describeReference } from "./reference.ts";

/** A container that was taken out of its pod. */
export interface Waiter {
  /** The workload. */
  id: ResourceId;
  /** Its field. */
  path: string;
  /** The container's name. */
  name: string;
  /** What it has to do with the API. */
  use: ApiUse;
  /** Whether the other containers wait until it is done. */
  isInit: boolean;
}

/** The containers of a pod that only ask the API. One that is all that there is stays: nothing else could be run. */
export function waitersOf(workload: Workload): Map<Container, Waiter> {
  const { pod } = workload;
  const inits = found(items(pod.initContainers), "initContainers");
  const containers = found(items(pod.containers), "containers");
  return new Map([
    ...inits,
    ...containers.length < items(pod.containers).length ? containers : [],
  ]);

  function found(all: readonly Container[], field: string): [Container, Waiter][] {
    return all.flatMap((container) => {
      const use = apiUseOf(container, workload);
      if (!use.nothingElse) return [];
      const name = text(container.name);
      const isInit = field === "initContainers" && text(container.restartPolicy) !== "Always";
      return [[container, { id: workload.id, path: `${field}[${name}]`, name, use, isInit }]];
    });
  }
}

/** Has workloads wait for what their containers waited for, and says so. */
export function keepWaits(
  waiters: readonly Waiter[],
  services: Record<string, ComposeService>,
  ctx: ConvertContext,
): void {
  const inits = waiters.filter(({ isInit }) => isInit);
  if (inits.length === 0) return;
  const goals = new Goals(services, ctx);
  const servicesOf = ownedServices(services, ctx);
  const wanted = inits.flatMap((waiter) => {
    const own = servicesOf(waiter.id);
    if (!own) return [];
    const found = waiter.use.asksAbout.map((reference) => ({
      reference,
      goal: goals.of(reference),
    }));
    sayWait(
      waiter,
      found.map(({ reference, goal }) => [describeReference(reference), goal !== undefined]),
      ctx,
    );
    const goal = found.flatMap(({ goal }) => goal ?? [])
      .filter(([dependency]) => !own.containers.includes(dependency));
    return own.containers.flatMap((service) =>
      goal.map(([dependency, condition]) => ({ waiter, service, dependency, condition }))
    );
  });
  for (const { waiter, service, dependency } of addDependencies(services, wanted)) {
    ctx.report(waiter.id, waiter.path).warn(
      "waits-in-a-circle",
      `"${service}" should wait for "${dependency}", which waits for "${service}" in its turn, so it does not. In the cluster neither would start`,
    );
  }
}

function sayWait(
  { id, path, name, use }: Waiter,
  asked: readonly (readonly [what: string, isKnown: boolean])[],
  ctx: Pick<ConvertContext, "report">,
): void {
  const unknown = asked.filter(([, isKnown]) => !isKnown).map(([what]) => what);
  if (use.onlyWaits && unknown.length === 0) {
    const what = asked.map(([what]) => what).join(" and ");
    ctx.report(id, path).info(
      "api-wait",
      `the init container "${name}" only waits, and asks the Kubernetes API about it, which is not there; it is left out${
        what === "" ? "" : `, and the workload waits for ${what} by "depends_on"`
      }`,
    );
    return;
  }
  ctx.report(id, path).warn(
    "api-init-container",
    `the init container "${name}" only asks the Kubernetes API (${
      use.calls.join(", ")
    }), which is not there, so it is left out${
      unknown.length > 0
        ? `; nothing here is ${unknown.join(", ")}, so the workload does not wait for it`
        : use.onlyAsks
        ? '; what it waits for has neither name nor label there, so the workload does not wait for it. Name services in its place under "overrides", with "depends_on"'
        : "; what it would change there does not happen"
    }`,
  );
}

/** Says which sidecars are left out. */
export function sayTakenOut(
  sidecars: readonly Waiter[],
  ctx: Pick<ConvertContext, "report">,
): void {
  for (const { id, path, name, use } of sidecars) {
    ctx.report(id, path).warn(
      "api-sidecar",
      `the container "${name}" only talks to the Kubernetes API (${
        use.calls.join(", ")
      }), which is not there, so it is left out, and what it does in the cluster does not happen`,
    );
  }
}
