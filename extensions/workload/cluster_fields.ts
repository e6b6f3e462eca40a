/**
 * What a pod asks of a cluster that no service can be given, and of Docker itself.
 *
 * What only says on which node a pod runs, or which goes first, means nothing on one host and is passed over.
 *
 * @module
 */

import {
  type ComposeService,
  type ConvertContext,
  entries,
  items,
  list,
  type Mapping,
  mapping,
  text,
} from "@dekube/engine/pacts";
import type { PodSpec, Workload } from "@dekube/engine/pacts/kubernetes";
import { podResources } from "./resources.ts";

/** A field that is said where it is set. */
interface ClusterField {
  field: string;
  code: string;
  isSet(value: unknown, pod: PodSpec): boolean;
  message(value: unknown): string;
}

const FIELDS: readonly ClusterField[] = [
  {
    field: "hostUsers",
    code: "host-users",
    isSet: (value) => value === false,
    message: () =>
      "asks for users of its own (hostUsers: false). Docker gives them to all containers or to none: see userns-remap in Docker's daemon.json",
  },
  {
    field: "activeDeadlineSeconds",
    code: "no-deadline",
    isSet: (value) => Number(value ?? 0) > 0,
    message: (value) => `is ended after ${text(value)} seconds in a cluster; here it runs on`,
  },
  {
    field: "resourceClaims",
    code: "unknown-resource",
    isSet: (value) => list(value).length > 0,
    message: () =>
      'claims devices that a driver of the cluster gives; they are left out. Name the device files under "overrides" in dekube.yaml: devices: ["/dev/..."]',
  },
  {
    field: "resources",
    code: "pod-resources",
    isSet: (_value, pod) =>
      items(pod.containers).length > 1 && Object.keys(mapping(podResources(pod).limits)).length > 0,
    message: () =>
      "limits what its containers take together. Compose limits each by itself, so each may take that much",
  },
];

/** Says which fields of a pod have no effect, though they would in a cluster. */
export function sayClusterFields({ id, pod }: Workload, ctx: ConvertContext): void {
  for (const { field, code, isSet, message } of FIELDS) {
    const value = (pod as Mapping)[field];
    if (!isSet(value, pod)) continue;
    ctx.report(id, `spec.template.spec.${field}`).info(code, message(value));
  }
}

/**
 * `runtime` for a runtime class: Docker's runtimes have other names, and a container whose runtime is not there does
 * not start, so only those are named that the user says Docker has.
 */
export function convertRuntime(
  { id, pod }: Workload,
  runtimes: Mapping,
  ctx: ConvertContext,
): ComposeService {
  const name = text(pod.runtimeClassName);
  if (name === "") return {};
  const [, runtime] = entries(runtimes).find(([key]) => key === name) ?? [];
  if (runtime !== undefined) return { runtime: text(runtime) };
  ctx.report(id, "spec.template.spec.runtimeClassName").info(
    "runtime-class",
    `runs in the runtime class "${name}" in a cluster, and in Docker's usual runtime here. If Docker has one for it, name it in dekube.yaml: extensions.workload.runtimes: {${name}: RUNTIME}`,
  );
  return {};
}
