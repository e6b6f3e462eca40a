/**
 * Says what was more than one: programs that find each other by number need to know that there is one.
 *
 * @module
 */

import {
  type ConvertContext,
  type Manifest,
  mapping,
  namespaceOf,
  text,
} from "@dekube/engine/pacts";
import { podName, wholeNumber, type Workload } from "@dekube/engine/pacts/kubernetes";

/** The least replicas that HorizontalPodAutoscalers would keep, by what they scale. */
export type LeastReplicas = ReadonlyMap<string, number>;

/** What autoscalers ask for. */
export function leastReplicas(ctx: ConvertContext): LeastReplicas {
  const least = new Map<string, number>();
  for (const scaler of ctx.manifests.of("HorizontalPodAutoscaler")) {
    const { scaleTargetRef, minReplicas } = mapping(scaler.spec);
    const { kind, name } = mapping(scaleTargetRef);
    least.set(keyOf(text(kind), namespaceOf(scaler), text(name)), wholeNumber(minReplicas) || 1);
  }
  return least;
}

/** Says how many a workload has in a cluster, where that is more than one. */
export function sayReplicas(workload: Workload, least: LeastReplicas, ctx: ConvertContext): void {
  const { kind, namespace, name } = workload.id;
  const scaled = least.get(keyOf(kind, namespace, name));
  const replicas = scaled ?? replicasOf(workload.manifest);
  if (!(replicas > 1)) return;
  const service = ctx.names.service(workload.id);
  const called = kind === "StatefulSet"
    ? `, the service "${service}"${
      podName(workload) === service ? "" : `, whose host name is "${podName(workload)}"`
    }. To have all of them, set extensions.workload.replicas: all in dekube.yaml`
    : "";
  ctx.report(workload.id, "spec.replicas").info(
    "one-replica",
    `${replicas} replicas become one container${called}`,
  );
}

function replicasOf({ spec }: Manifest): number {
  return wholeNumber(mapping(spec).replicas) ?? 1;
}

function keyOf(kind: string, namespace: string, name: string): string {
  return JSON.stringify([kind, namespace, name]);
}
