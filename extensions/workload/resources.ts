/**
 * `resources` of a container, and those of its pod.
 *
 * @see https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/
 * @module
 */

import {
  type ComposeService,
  type ConvertContext,
  items,
  type Mapping,
  mapping,
  text,
} from "@dekube/engine/pacts";
import {
  composeResources,
  type Container,
  type PodSpec,
  type Workload,
} from "@dekube/engine/pacts/kubernetes";
import { convertDevices } from "./devices.ts";

/** Limits and requests as `deploy.resources`; limits above one CPU as a quota. */
export function convertResources(
  container: Container,
  workload: Workload,
  ctx: ConvertContext,
): ComposeService {
  const resources = inForce(container, workload.pod);
  const report = (field: string) =>
    ctx.report(workload.id, `containers[${text(container.name)}].resources.${field}`);
  const amounts = composeResources(resources, report);
  const { deploy, ...devices } = convertDevices(resources, report, ctx.report());
  return {
    ...amounts,
    ...devices,
    ...(deploy ? { deploy: merged(amounts.deploy, deploy) } : {}),
  };
}

/**
 * What holds for a container: its own word, else its pod's. No container of a pod may take more than the pod; what a
 * pod asks for is for all of them together, so that only one alone can ask in its place.
 */
function inForce(container: Container, pod: PodSpec): Mapping {
  const own = mapping(container.resources);
  const ofPod = podResources(pod);
  if (Object.keys(ofPod).length === 0) return own;
  const isAlone = items(pod.containers).length === 1;
  return {
    limits: { ...mapping(ofPod.limits), ...mapping(own.limits) },
    requests: { ...(isAlone ? mapping(ofPod.requests) : {}), ...mapping(own.requests) },
  };
}

/** `spec.resources`, which is newer than the Kubernetes types. */
export function podResources(pod: PodSpec): Mapping {
  return mapping((pod as { resources?: unknown }).resources);
}

/** Both say `deploy.resources`, of different things. */
function merged(one: unknown, other: unknown): Mapping {
  const [first, second] = [one, other].map((deploy) => mapping(mapping(deploy).resources));
  const reservations = { ...mapping(first.reservations), ...mapping(second.reservations) };
  return { resources: { ...first, reservations } };
}
