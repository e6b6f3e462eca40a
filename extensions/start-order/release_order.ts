/**
 * helmfile's `needs`: a release starts when those that it needs are ready.
 *
 * @module
 */

import type { ComposeService, ConvertContext } from "@dekube/engine/pacts";
import type { Member, Release } from "./releases.ts";
import { type Goal, over, ready, type Wait, waitFor } from "./waits.ts";

type Services = Readonly<Record<string, ComposeService>>;

/** What waits for what between releases. */
export function releaseOrder(
  releases: ReadonlyMap<string, Release>,
  services: Services,
  ctx: Pick<ConvertContext, "releases">,
): Wait[] {
  const goals = new Map<string, Goal>();
  const goalOf = (name: string) => {
    let goal = goals.get(name);
    if (!goal) goals.set(name, goal = lastOf(releases.get(name)!, services));
    return goal;
  };
  return [...releases].flatMap(([name, release]) => {
    const goal = neededReleases(name, releases, ctx).flatMap(goalOf);
    return firstOf(release).flatMap((member) => waitFor(member, goal));
  });
}

/** What a release needs. In place of one that runs nothing stands what that needs. */
function neededReleases(
  name: string,
  releases: ReadonlyMap<string, Release>,
  { releases: lookup }: Pick<ConvertContext, "releases">,
): string[] {
  const found: string[] = [];
  const seen = new Set(lookup.neededBy(name));
  for (const needed of seen) {
    if (releases.has(needed)) found.push(needed);
    else for (const further of lookup.neededBy(needed)) seen.add(further);
  }
  return found.filter((needed) => needed !== name);
}

/** What starts first in a release: all else waits for the hooks before it. */
function firstOf({ before, members, after }: Release): Member[] {
  if (before.length > 0) return before.slice(0, 1);
  return members.length > 0 ? members : after.slice(0, 1);
}

/** What is there last in a release: the last hook waits for all else. */
function lastOf({ before, members, after }: Release, services: Services): Goal {
  const last = after.at(-1) ?? (members.length === 0 ? before.at(-1) : undefined);
  if (last) return over(last);
  return members.flatMap((member) => member.ends ? over(member) : ready(member, services));
}
