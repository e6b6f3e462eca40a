/**
 * What goes on when a Job is done: a cluster stops the pod's native sidecars then, and the pod is over. Compose stops no
 * service because another one has ended.
 *
 * @see https://kubernetes.io/docs/concepts/workloads/pods/sidecar-containers/#jobs-with-sidecar-containers
 * @module
 */

import { type ComposeService, type ConvertContext, items, podOwnerOf } from "@dekube/engine/pacts";
import { iterNamedContainers } from "@dekube/engine/pacts/kubernetes";

/** Says of each Job which of its services go on, once for all of them. */
export function sayWhatGoesOn(
  services: Readonly<Record<string, ComposeService>>,
  ctx: Pick<ConvertContext, "workloads" | "names" | "report">,
): void {
  for (const workload of ctx.workloads) {
    if (workload.id.kind !== "Job") continue;
    const main = ctx.names.service(workload.id);
    if (!Object.hasOwn(services, main)) continue;
    // What runs only when it is asked to is stopped by whoever runs it.
    if (items(services[main].profiles as string[] | undefined).length > 0) continue;
    const sidecars = [...iterNamedContainers(workload, main)]
      .filter(({ role, serviceName }) =>
        role === "native-sidecar" && Object.hasOwn(services, serviceName)
      )
      .map(({ serviceName }) => serviceName);
    const pod = podOwnerOf(services, main);
    const all = [...sidecars, ...(pod === undefined ? [] : [pod])];
    if (all.length === 0) continue;
    ctx.report(workload.id, "spec.template.spec").info(
      "job-goes-on",
      `${
        all.length > 1 ? "these services go" : "this service goes"
      } on when the Job is done, since Compose stops none because another one has ended: ${
        all.join(", ")
      }. Stop with: docker compose stop ${all.join(" ")}`,
    );
  }
}
