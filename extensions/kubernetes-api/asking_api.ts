/**
 * Who asks the Kubernetes API, and who of them can't do without.
 *
 * @module
 */

import type { ConvertContext, ResourceId } from "@dekube/engine/pacts";
import { allContainers, type Container, type Workload } from "@dekube/engine/pacts/kubernetes";
import { type AccountAccess, accountOf, onlyReads } from "./access.ts";
import { callsOf, changesApi } from "./api_use.ts";
import { isCollector, readCollector } from "./file_collector.ts";
import { signsOf } from "./needs_api.ts";
import { waitersOf } from "./waiters.ts";

/** Workloads by what they have to do with the API. */
export interface AskingApi {
  /** Those that ask it, or may. */
  asking: ResourceId[];
  /** Those among them that do more than to wait for what Compose can wait for, or to fetch what can be mounted. */
  needing: ResourceId[];
}

/** Finds them. */
export function askingApi(accounts: AccountAccess, ctx: ConvertContext): AskingApi {
  const workloads = [...ctx.workloads];
  // Whose containers show what an account is for says so of all that have it.
  const explained = new Set<string>();
  const changing = new Set<string>();
  for (const workload of workloads) {
    if (solvedIn(workload).size > 0 || callsOf(workload).length > 0) explained.add(keyOf(workload));
    if (changesApi(workload)) changing.add(keyOf(workload));
  }
  const found: AskingApi = { asking: [], needing: [] };
  for (const workload of workloads) {
    const solved = solvedIn(workload);
    const access = accounts.of(workload);
    const isExplained = explained.has(keyOf(workload)) &&
      (!access || onlyReads(access) || changing.has(keyOf(workload)));
    const needs = access !== undefined && !isExplained ||
      allContainers(workload).some((container) =>
        !solved.has(container) && signsOf(container, workload).length > 0
      );
    if (needs) found.needing.push(workload.id);
    if (needs || access || solved.size > 0) found.asking.push(workload.id);
  }
  return found;
}

/** Containers in whose place Compose waits, or mounts files. */
function solvedIn(workload: Workload): Set<Container> {
  const waiters = [...waitersOf(workload)].flatMap(([container, { use }]) =>
    use.onlyWaits ? [container] : []
  );
  const collectors = allContainers(workload).filter((container) =>
    isCollector(container) && readCollector(container, workload)
  );
  return new Set([...waiters, ...collectors]);
}

function keyOf(workload: Workload): string {
  return `${workload.id.namespace}/${accountOf(workload)}`;
}
