/**
 * Helm's hooks: those before a release complete one after the other, then its workloads start, then those after it run.
 *
 * @module
 */

import type { ComposeService } from "@dekube/engine/pacts";
import { isDataStore } from "./data_stores.ts";
import { isGeneralImage } from "./general_images.ts";
import type { Member, Release } from "./releases.ts";
import { type Goal, over, ready, type Wait, waitFor } from "./waits.ts";

type Services = Readonly<Record<string, ComposeService>>;

/** What waits for what within releases. */
export function hookOrder(releases: ReadonlyMap<string, Release>, services: Services): Wait[] {
  return [...releases.values()].flatMap((release) => {
    const { before, members, after } = release;
    const [first] = after;
    const gate = before.at(-1);
    const started = gate ? over(gate) : [];
    const needed = neededBefore(release, services);
    return [
      ...before.flatMap((hook) =>
        needed.filter(({ main }) => hook.names.has(main)).flatMap((store) =>
          waitFor(hook, ready(store, services))
        )
      ),
      ...inARow(before),
      ...members.filter((member) => !needed.includes(member))
        .flatMap((member) => waitFor(member, started)),
      ...(first ? waitFor(first, afterAll(first, members, started, services)) : []),
      ...inARow(after),
    ];
  });
}

function inARow(hooks: readonly Member[]): Wait[] {
  return hooks.slice(1).flatMap((hook, index) => waitFor(hook, over(hooks[index])));
}

/**
 * Databases that a hook before the release talks to. Helm would wait for the hook for ever, were they of its release, so they
 * are of none, or there already.
 */
export function neededBefore({ before, members }: Release, services: Services): Member[] {
  return members.filter(({ main, ends }) =>
    !ends && isDataStore(services[main].image ?? "") && before.some(({ names }) => names.has(main))
  );
}

function afterAll(
  hook: Member,
  members: readonly Member[],
  started: Goal,
  services: Services,
): Goal {
  if (members.length === 0) return started;
  const isSelective = members.some(({ main }) => hook.names.has(main));
  return members.flatMap((member) =>
    isSelective && !hook.names.has(member.main) ? there(member) : inPlace(member, hook, services)
  );
}

/**
 * A workload is in place for a hook that it may talk to: it can be used. But where both are one program, an init container of
 * that program may wait for what the hook does, say for the tables of a database.
 */
function inPlace(member: Member, hook: Member, services: Services): Goal {
  const { image } = services[hook.main];
  const mayWaitForHook = services[member.main].image === image && !isGeneralImage(image ?? "") &&
    member.inits.some((init) => services[init].image === image);
  return mayWaitForHook || member.ends ? there(member) : ready(member, services);
}

/** All that Helm itself waits for: the pod is there. Whether it ever gets well may depend on the hook. */
function there({ main, inits }: Member): Goal {
  return [[inits[0] ?? main, "service_started"]];
}
