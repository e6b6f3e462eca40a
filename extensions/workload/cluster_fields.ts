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
  word,
} from "@dekube/engine/pacts";
import { allContainers, type PodSpec, type Workload } from "@dekube/engine/pacts/kubernetes";
import { podResources } from "./resources.ts";

/** A field that is said where it is set. */
interface ClusterField {
  field: string;
  code: string;
  isSet(value: unknown, pod: PodSpec): boolean;
  message(value: unknown): string;
  /** The key under `overrides` that settles it. */
  override?: string;
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
    isSet: (value) => Number(word(value)) > 0,
    message: (value) => `is ended after ${text(value)} seconds in a cluster; here it runs on`,
  },
  {
    field: "resourceClaims",
    code: "unknown-resource",
    isSet: (value) => list(value).length > 0,
    message: () =>
      'claims devices that a driver of the cluster gives; they are left out. Name the device files as "overrides.<service>.devices" in dekube.yaml: ["/dev/…"]',
    override: "devices",
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

/** Fields of a container, newer than the Kubernetes types, each with what becomes of it. */
const CONTAINER_FIELDS: Record<string, { code: string; message: string }> = {
  restartPolicyRules: {
    code: "restart-rules",
    message:
      "has it started again by its exit code; Docker looks at success and failure alone, as the restart policy says",
  },
  resizePolicy: {
    code: "no-resize",
    message:
      'says how a cluster changes its resources while it runs; here they are as they are at the start. Change them with "docker update"',
  },
};

/** Says which fields of a pod have no effect, though they would in a cluster. */
export function sayClusterFields(workload: Workload, ctx: ConvertContext): void {
  const { id, pod } = workload;
  for (const { field, code, isSet, message, override } of FIELDS) {
    const value = (pod as Mapping)[field];
    if (!isSet(value, pod)) continue;
    ctx.report(id, `spec.template.spec.${field}`).info(
      code,
      message(value),
      override === undefined ? undefined : { override },
    );
  }
  for (const container of allContainers(workload)) {
    for (const [field, { code, message }] of Object.entries(CONTAINER_FIELDS)) {
      if (list((container as unknown as Mapping)[field]).length === 0) continue;
      ctx.report(id, `containers[${text(container.name)}].${field}`).info(code, message);
    }
  }
  for (const { name, emptyDir } of items(pod.volumes)) {
    if (!text(emptyDir?.medium).startsWith("HugePages")) continue;
    ctx.report(id, `spec.template.spec.volumes[${text(name)}].emptyDir.medium`).warn(
      "huge-pages-volume",
      `is of huge pages (${
        text(emptyDir?.medium)
      }) in a cluster; Compose has no such volume, so it is on disk. Where the host has set pages aside, mount them by "overrides.<service>.volumes" in dekube.yaml: ["/dev/hugepages:PATH"]`,
      { override: "volumes" },
    );
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
