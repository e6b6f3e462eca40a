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
  mapping,
  ownedServices,
  type RenderedService,
  type ResourceId,
  type StartCondition,
  text,
} from "@dekube/engine/pacts";
import type { Container, Workload } from "@dekube/engine/pacts/kubernetes";
import { type ApiUse, apiUseOf } from "./api_use.ts";
import { type Goal, Goals } from "./goals.ts";
import { HAVE_API } from "./have_api.ts";
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

/** Something that a container asks about. */
interface Question {
  /** What it is, for people. */
  what: string;
  /** What there is to wait for in its place; nothing is known of it where that is missing. */
  goal: Goal | undefined;
  /** Whether it is the workload itself. */
  isOwn: boolean;
  /** The dependencies that come of it. */
  wanted: readonly Wanted[];
}

/** What a container asks about. */
interface Asked {
  waiter: Waiter;
  questions: readonly Question[];
}

/** A dependency that a service gets in place of a container. */
interface Wanted {
  waiter: Waiter;
  service: string;
  dependency: string;
  condition: StartCondition;
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

/** What workloads wait for in place of their containers. */
export interface KeptWaits {
  /** The containers of each workload that are known to do nothing but wait. */
  known: readonly (readonly Asked[])[];
  /** Dependencies that can't be. */
  refused: ReadonlySet<Wanted>;
}

/** Has workloads wait for what their containers waited for. What comes of it is said once the user has had his word. */
export function keepWaits(
  waiters: readonly Waiter[],
  services: Record<string, ComposeService>,
  ctx: ConvertContext,
): KeptWaits {
  const inits = waiters.filter(({ isInit }) => isInit);
  if (inits.length === 0) return { known: [], refused: new Set() };
  const goals = new Goals(services, ctx);
  const servicesOf = ownedServices(services, ctx);
  const asked = inits.flatMap((waiter) => {
    const own = servicesOf(waiter.id);
    return own ? [askedBy(waiter, own.containers, goals)] : [];
  });
  const all = asked.flatMap(({ questions }) => questions.flatMap(({ wanted }) => wanted));
  const refused = new Set(addDependencies(services, all));
  const known: Asked[][] = [];
  for (const ofWorkload of Map.groupBy(asked, ({ waiter }) => JSON.stringify(waiter.id)).values()) {
    const isKnown = ({ waiter, questions }: Asked) =>
      waiter.use.onlyWaits && questions.every(({ goal }) => goal !== undefined);
    known.push(ofWorkload.filter(isKnown));
    for (const one of ofWorkload) if (!isKnown(one)) sayUnknown(one, ctx);
  }
  return { known: known.filter((ofWorkload) => ofWorkload.length > 0), refused };
}

/** Says what workloads wait for, of what is left of that, and what can't be. */
export function sayWaits(
  { known, refused }: KeptWaits,
  services: Readonly<Record<string, RenderedService>>,
  ctx: Pick<ConvertContext, "report">,
): void {
  const isLeft = (wanted: Wanted) =>
    !refused.has(wanted) &&
    Object.hasOwn(mapping(services[wanted.service]?.depends_on), wanted.dependency);
  for (const ofWorkload of known) sayWaitsOf(ofWorkload, isLeft, ctx);
  for (const { waiter, service, dependency } of refused) {
    ctx.report(waiter.id, waiter.path).warn(
      "waits-in-a-circle",
      `"${service}" should wait for "${dependency}", which waits for "${service}" in its turn, so it does not. In the cluster neither would start`,
    );
  }
}

function askedBy(waiter: Waiter, own: readonly string[], goals: Goals): Asked {
  const questions = waiter.use.asksAbout.map((reference) => {
    const goal = goals.of(reference);
    const others = items(goal).filter(([dependency]) => !own.includes(dependency));
    return {
      what: describeReference(reference),
      goal,
      isOwn: items(goal).length > 0 && others.length === 0,
      wanted: own.flatMap((service) =>
        others.map(([dependency, condition]) => ({ waiter, service, dependency, condition }))
      ),
    };
  });
  return { waiter, questions };
}

/** Says in one line what a workload waits for in place of its init containers. */
function sayWaitsOf(
  all: readonly Asked[],
  isLeft: (wanted: Wanted) => boolean,
  ctx: Pick<ConvertContext, "report">,
): void {
  const [{ waiter }] = all;
  const several = all.length > 1;
  const questions = all.flatMap(({ questions }) => questions);
  const named = (has: (question: Question) => boolean) =>
    listed([...new Set(questions.filter(has).map(({ what }) => what))]);
  const waits = named(({ wanted }) => wanted.some(isLeft));
  const own = named(({ isOwn }) => isOwn);
  const idle = named(({ goal }) => goal!.length === 0);
  const clauses = [
    waits && `the workload waits for ${waits} by "depends_on"`,
    idle && `there is nothing to wait for in place of ${idle}`,
    own && `it does not wait for ${own}, since it is that itself`,
  ].filter((clause) => clause !== "");
  ctx.report(waiter.id, several ? "initContainers" : waiter.path).info(
    "api-wait",
    `the init container${several ? "s" : ""} ${
      listed(all.map(({ waiter }) => JSON.stringify(waiter.name)))
    } only ${
      several ? "wait, and ask" : "waits, and asks"
    } the Kubernetes API about it, which is not there; ${several ? "they are" : "it is"} left out${
      clauses.length === 0 ? "" : `, and ${clauses.join("; ")}`
    }`,
  );
}

function sayUnknown(
  { waiter: { id, path, name, use }, questions }: Asked,
  ctx: Pick<ConvertContext, "report">,
): void {
  const unknown = questions.filter(({ goal }) => goal === undefined).map(({ what }) => what);
  ctx.report(id, path).warn(
    "api-init-container",
    `the init container "${name}" only asks the Kubernetes API (${
      use.calls.join(", ")
    }), which is not there, so it is left out${
      unknown.length > 0
        ? `; nothing here is ${unknown.join(", ")}, so the workload does not wait for it`
        : use.onlyAsks
        ? '; what it waits for has neither name nor label there, so the workload does not wait for it. Name services in its place under "overrides", with "depends_on"'
        : `; what it would change there does not happen. ${HAVE_API}`
    }`,
  );
}

/** `a`, `a and b`, `a, b and c`. */
function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join() : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
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
      }), which is not there, so it is left out, and what it does in the cluster does not happen. ${HAVE_API}`,
    );
  }
}
