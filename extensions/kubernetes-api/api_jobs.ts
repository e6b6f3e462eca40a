/**
 * Jobs that do nothing but talk to the Kubernetes API.
 *
 * @module
 */

import type { ComposeService, ConvertContext, ResourceId } from "@dekube/engine/pacts";
import { allContainers, runsToEnd, type Workload } from "@dekube/engine/pacts/kubernetes";
import { apiUseOf } from "./api_use.ts";
import { HAVE_API } from "./have_api.ts";

/** What a Job does there, each once; nothing where it has anything else to do. */
export function onlyCallsOf(workload: Workload): string[] | undefined {
  if (!runsToEnd(workload)) return undefined;
  const uses = allContainers(workload).map((container) => apiUseOf(container, workload));
  return uses.length > 0 && uses.every(({ nothingElse }) => nothingElse)
    ? [...new Set(uses.flatMap(({ calls }) => calls))]
    : undefined;
}

/** Takes the services of an object away, and what depends on them with it. */
export function leaveOut(
  owners: ReadonlySet<string>,
  services: Record<string, ComposeService>,
): void {
  const gone = new Set(
    Object.keys(services).filter((name) => {
      const { owner } = services[name];
      return owner && owners.has(keyOf(owner));
    }),
  );
  for (const name of gone) delete services[name];
  if (gone.size === 0) return;
  for (const service of Object.values(services)) {
    const { depends_on } = service;
    if (!depends_on) continue;
    const left = Object.entries(depends_on).filter(([name]) => !gone.has(name));
    if (left.length > 0) service.depends_on = Object.fromEntries(left);
    else delete service.depends_on;
  }
}

/** One identity as text. */
export function keyOf({ group = "", kind, namespace, name }: ResourceId): string {
  return `${kind}.${group}/${namespace}/${name}`;
}

/** Says that a Job is left out. */
export function sayLeftOut(
  id: ResourceId,
  calls: readonly string[],
  ctx: Pick<ConvertContext, "report">,
): void {
  ctx.report(id).warn(
    "api-job",
    `left out: it only talks to the Kubernetes API (${
      calls.join(", ")
    }), which is not there, so what it does in the cluster does not happen. ${HAVE_API}`,
  );
}
