/**
 * Helm's hooks: those before a release complete one after the other, then its workloads start, then those after it run.
 *
 * @module
 */

import type { ComposeService } from "@dekube/engine/pacts";
import type { Member, Release } from "./releases.ts";
import { type Goal, over, ready, type Wait, waitFor } from "./waits.ts";

type Services = Readonly<Record<string, ComposeService>>;

/** What waits for what within releases. */
export function hookOrder(releases: ReadonlyMap<string, Release>, services: Services): Wait[] {
  return [...releases.values()].flatMap(({ before, members, after }) => {
    const [first] = after;
    const gate = before.at(-1);
    const started = gate ? over(gate) : [];
    return [
      ...inARow(before),
      ...members.flatMap((member) => waitFor(member, started)),
      ...(first ? waitFor(first, afterAll(first, members, started, services)) : []),
      ...inARow(after),
    ];
  });
}

function inARow(hooks: readonly Member[]): Wait[] {
  return hooks.slice(1).flatMap((hook, index) => waitFor(hook, over(hooks[index])));
}

function afterAll(
  hook: Member,
  members: readonly Member[],
  started: Goal,
  services: Services,
): Goal {
  return members.length === 0
    ? started
    : members.flatMap((member) => inPlace(member, hook, services));
}

/**
 * A workload is in place for a hook: it can be used. Helm itself only waits until its pod is there, and an init container of the
 * hook's own image may wait for what the hook does, say for the tables of a database, so that is all to wait for then.
 */
function inPlace(member: Member, hook: Member, services: Services): Goal {
  const { image } = services[hook.main];
  const mayWaitForHook = member.inits.some((init) => services[init].image === image);
  if (mayWaitForHook) return [[member.inits[0], "service_started"]];
  return member.ends ? [[member.main, "service_started"]] : ready(member, services);
}
