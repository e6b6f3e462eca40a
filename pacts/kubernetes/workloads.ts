/**
 * What Kubernetes runs containers from, whatever its kind.
 *
 * @module
 */

import type { Config } from "../config.ts";
import { idOf, kindOf, type Manifest, qualifiedKind, type ResourceId } from "../manifest.ts";
import { isMapping, items, type Mapping, mapping, mappings, text, textMap } from "../read.ts";
import { withoutOddTexts } from "./odd_texts.ts";
import { ShellPattern } from "./shell_pattern.ts";
import type { Container, PodSpec } from "./types.ts";

/** The kinds that make pods by themselves, without a schedule. */
export const WORKLOAD_KINDS: readonly string[] = [
  "DaemonSet",
  "Deployment",
  "Job",
  "Pod",
  "ReplicaSet",
  "ReplicationController",
  "StatefulSet",
];

/** A workload with its pod template at hand. */
export interface Workload {
  /** The manifest as it is. */
  manifest: Manifest;
  /** Its identity. */
  id: ResourceId;
  /** Labels of the pods (`spec.template.metadata.labels`; of a Pod its own). */
  labels: Record<string, string>;
  /** Annotations of the pods. */
  annotations: Record<string, string>;
  /** `spec.template.spec`; of a Pod its own `spec`. */
  pod: PodSpec;
}

/** What a container is to its pod. */
export type ContainerRole = "main" | "sidecar" | "init" | "native-sidecar";

/** A container with the name of its Compose service. */
export interface NamedContainer {
  /** Name of the Compose service. */
  serviceName: string;
  /** The container as it is. */
  container: Container;
  /** What it is to its pod. */
  role: ContainerRole;
}

/**
 * The workload that a manifest describes, `undefined` where it has no pod template.
 *
 * @example
 * ```ts
 * import { workloadOf } from "@dekube/engine/pacts/kubernetes";
 * import { assertEquals } from "@std/assert";
 *
 * const pod = { kind: "Pod", metadata: { name: "web" }, spec: { containers: [{ name: "web" }] } };
 * assertEquals(workloadOf(pod)?.pod.containers, [{ name: "web" }]);
 * ```
 */
export function workloadOf(manifest: Manifest): Workload | undefined {
  const spec = manifest.spec;
  const template = manifest.kind === "Pod"
    ? { metadata: manifest.metadata, spec }
    : mapping(spec).template;
  if (!isMapping(template)) return undefined;
  const metadata = mapping(template.metadata);
  const id = idOf(manifest);
  return {
    manifest,
    id,
    labels: { ...textMap(metadata.labels), ...controllerLabels(id, mapping(spec)) },
    annotations: { ...textMap(metadata.annotations), ...controllerAnnotations(id, mapping(spec)) },
    pod: withoutOddTexts(mapping(template.spec)) as PodSpec,
  };
}

/** Labels that a controller adds to its pods, and that Services select by. */
function controllerLabels({ kind, name }: ResourceId, spec: Mapping): Record<string, string> {
  switch (kind) {
    case "StatefulSet":
      return {
        "apps.kubernetes.io/pod-index": "0",
        "statefulset.kubernetes.io/pod-name": `${name}-0`,
      };
    case "Job":
      return {
        "batch.kubernetes.io/job-name": name,
        "job-name": name,
        ...(isIndexed(spec) ? { [COMPLETION_INDEX]: "0" } : {}),
      };
    default:
      return {};
  }
}

const COMPLETION_INDEX = "batch.kubernetes.io/job-completion-index";

/** Annotations that a controller adds to its pods, and that they read of themselves. */
function controllerAnnotations({ kind }: ResourceId, spec: Mapping): Record<string, string> {
  return kind === "Job" && isIndexed(spec) ? { [COMPLETION_INDEX]: "0" } : {};
}

function isIndexed(spec: Mapping): boolean {
  return text(spec.completionMode) === "Indexed";
}

/**
 * Whether a workload is a Job whose pods know their number. The one that runs here is the first.
 *
 * @example
 * ```ts
 * import { isIndexedJob, workloadOf } from "@dekube/engine/pacts/kubernetes";
 * import { assert } from "@std/assert";
 *
 * const job = {
 *   kind: "Job",
 *   metadata: { name: "render" },
 *   spec: { completionMode: "Indexed", completions: 3, template: {} },
 * };
 * assert(isIndexedJob(workloadOf(job)!));
 * ```
 */
export function isIndexedJob({ id, manifest }: Workload): boolean {
  return id.kind === "Job" && isIndexed(mapping(manifest.spec));
}

/**
 * Whether a workload runs to its end: a Job, or a Pod that is not started again when it has succeeded. All others
 * run until they are stopped.
 *
 * @example
 * ```ts
 * import { runsToEnd, workloadOf } from "@dekube/engine/pacts/kubernetes";
 * import { assert, assertFalse } from "@std/assert";
 *
 * const pod = { kind: "Pod", metadata: { name: "once" }, spec: { restartPolicy: "Never" } };
 * assert(runsToEnd(workloadOf(pod)!));
 * const server = { kind: "Deployment", metadata: { name: "web" }, spec: { template: {} } };
 * assertFalse(runsToEnd(workloadOf(server)!));
 * ```
 */
export function runsToEnd({ id, pod }: Workload): boolean {
  if (id.group !== undefined) return false;
  return id.kind === "Job" ||
    id.kind === "Pod" && ["Never", "OnFailure"].includes(text(pod.restartPolicy));
}

/**
 * Name of a workload's one pod: of a StatefulSet `<name>-0`, which programs take apart, else the
 * workload's own name.
 *
 * @example
 * ```ts
 * import { podName, workloadOf } from "@dekube/engine/pacts/kubernetes";
 * import { assertEquals } from "@std/assert";
 *
 * const db = { kind: "StatefulSet", metadata: { name: "db" }, spec: { template: {} } };
 * assertEquals(podName(workloadOf(db)!), "db-0");
 * ```
 */
export function podName(workload: Workload): string {
  const { kind, name } = workload.id;
  return kind === "StatefulSet" ? `${name}-0` : name;
}

/** What a pod is called in DNS: its host name, and the headless Service below which it has it. */
export interface PodDomain {
  /** Host name; empty where nobody can know it. */
  host: string;
  /** Name of the Service; empty where the pod has no name of its own. */
  subdomain: string;
}

/**
 * What a workload's one pod is called in DNS: `<host>.<subdomain>`, in all forms that a Service's name has.
 *
 * @example
 * ```ts
 * import { podDomain, workloadOf } from "@dekube/engine/pacts/kubernetes";
 * import { assertEquals } from "@std/assert";
 *
 * const pod = { kind: "Pod", metadata: { name: "a" }, spec: { hostname: "node-a", subdomain: "ring" } };
 * assertEquals(podDomain(workloadOf(pod)!), { host: "node-a", subdomain: "ring" });
 * ```
 */
export function podDomain(workload: Workload): PodDomain {
  const { host, subdomain } = writtenDomain(workload);
  // A cluster takes labels alone: with a dot in it, it would be somebody else's name.
  return [host, subdomain].some((label) => label.includes("."))
    ? { host, subdomain: "" }
    : { host, subdomain };
}

function writtenDomain(workload: Workload): PodDomain {
  const { id: { kind }, manifest, pod } = workload;
  // A StatefulSet's controller overrules what its template says.
  if (kind === "StatefulSet") {
    return { host: podName(workload), subdomain: text(mapping(manifest.spec).serviceName) };
  }
  // So does a Job's whose pods know their number.
  const host = (isIndexedJob(workload) ? `${workload.id.name}-0` : text(pod.hostname)) ||
    (kind === "Pod" ? podName(workload) : "");
  return { host, subdomain: text(pod.subdomain) };
}

/** Why a workload makes no services. */
export type SkipReason = "excluded" | "no-replicas" | "no-containers" | "suspended" | "owned";

/**
 * Why a workload makes no services, `undefined` where it does: it is on
 * `exclude`, `spec.replicas` is 0, it has no container, it is a Job that is suspended, or a controller
 * that is among the manifests' kinds owns it (a live cluster's ReplicaSets and Pods).
 *
 * @example
 * ```ts
 * import { skipReason } from "@dekube/engine/pacts/kubernetes";
 * import { assertEquals } from "@std/assert";
 *
 * const idle = { kind: "Deployment", metadata: { name: "idle" }, spec: { replicas: 0 } };
 * assertEquals(skipReason(idle, []), "no-replicas");
 * ```
 */
export function skipReason(
  manifest: Manifest,
  exclude: Config["exclude"],
): SkipReason | undefined {
  if (isExcluded(manifest.metadata.name, exclude)) return "excluded";
  const owners = mappings(manifest.metadata.ownerReferences);
  if (
    owners.some(({ apiVersion, kind }) =>
      WORKLOAD_KINDS.includes(qualifiedKind(text(apiVersion), text(kind)))
    )
  ) {
    return "owned";
  }
  const { replicas, suspend, parallelism, completions } = mapping(manifest.spec);
  if (replicas === 0) return "no-replicas";
  // A Job may have no pods, for now or for good, in three ways.
  const isIdle = text(suspend) === "true" ||
    [parallelism, completions].some((n) => text(n) === "0");
  if (kindOf(manifest) === "Job" && isIdle) {
    return "suspended";
  }
  if (items(workloadOf(manifest)?.pod.containers).length === 0) {
    return "no-containers";
  }
  return undefined;
}

/**
 * Whether a name is on the `exclude` list. Patterns are the shell's: `*`, `?`, `[a-z]`, `[!a-z]`.
 *
 * @example
 * ```ts
 * import { isExcluded } from "@dekube/engine/pacts";
 * import { assert, assertFalse } from "@std/assert";
 *
 * assert(isExcluded("cert-manager-webhook", ["cert-manager*"]));
 * assertFalse(isExcluded("web", ["cert-manager*"]));
 * ```
 */
export function isExcluded(name: string, exclude: readonly string[]): boolean {
  if (exclude.length === 0) return false;
  const { names, patterns } = excludeList(exclude);
  return names.has(name) || patterns.some((pattern) => pattern.matches(name));
}

/** A list of names and patterns, read once. */
interface ExcludeList {
  names: ReadonlySet<string>;
  patterns: readonly ShellPattern[];
}

const lists = new WeakMap<readonly string[], ExcludeList>();

function excludeList(exclude: readonly string[]): ExcludeList {
  let list = lists.get(exclude);
  if (!list) {
    const all = [...new Set(exclude)].map((pattern) =>
      [pattern, new ShellPattern(pattern)] as const
    );
    list = {
      names: new Set(all.filter(([, { isPlain }]) => isPlain).map(([pattern]) => pattern)),
      patterns: all.filter(([, { isPlain }]) => !isPlain).map(([, pattern]) => pattern),
    };
    lists.set(exclude, list);
  }
  return list;
}

/**
 * The containers of a workload with the names of their Compose services:
 * `<workload>` for the first, `<workload>-sidecar-<container>` for the others,
 * `<workload>-init-<container>` for init containers.
 *
 * @example
 * ```ts
 * import { iterNamedContainers, workloadOf } from "@dekube/engine/pacts/kubernetes";
 * import { assertEquals } from "@std/assert";
 *
 * const pod = {
 *   kind: "Pod",
 *   metadata: { name: "web" },
 *   spec: { initContainers: [{ name: "wait" }], containers: [{ name: "app" }, { name: "log" }] },
 * };
 * const names = [...iterNamedContainers(workloadOf(pod)!, "web")].map((item) => item.serviceName);
 * assertEquals(names, ["web-init-wait", "web", "web-sidecar-log"]);
 * ```
 */
export function* iterNamedContainers(
  workload: Workload,
  serviceName: string,
): Iterable<NamedContainer> {
  for (
    const [index, container] of items(workload.pod.initContainers).entries()
  ) {
    yield {
      serviceName: `${serviceName}-init-${containerName(container, index)}`,
      container,
      role: text(container.restartPolicy) === "Always" ? "native-sidecar" : "init",
    };
  }
  for (const [index, container] of items(workload.pod.containers).entries()) {
    yield {
      serviceName: index === 0
        ? serviceName
        : `${serviceName}-sidecar-${containerName(container, index)}`,
      container,
      role: index === 0 ? "main" : "sidecar",
    };
  }
}

function containerName(container: Container, index: number): string {
  return text(container.name).replace(/[^A-Za-z0-9._-]+/g, "-") ||
    String(index);
}

/**
 * All containers of a workload, init containers first.
 *
 * @example
 * ```ts
 * import { allContainers, workloadOf } from "@dekube/engine/pacts/kubernetes";
 * import { assertEquals } from "@std/assert";
 *
 * const spec = { containers: [{ name: "app" }], initContainers: [{ name: "wait" }] };
 * const workload = workloadOf({ kind: "Pod", metadata: { name: "web" }, spec })!;
 * assertEquals(allContainers(workload), [{ name: "wait" }, { name: "app" }]);
 * ```
 */
export function allContainers(workload: Workload): Container[] {
  return [
    ...items(workload.pod.initContainers),
    ...items(workload.pod.containers),
  ];
}

/**
 * The services whose end is the end of a workload that runs to its end, of those that are there: all of its containers, but for
 * those that run before them and the native sidecars beside them, which Kubernetes stops.
 *
 * @example
 * ```ts
 * import { endingServices, workloadOf } from "@dekube/engine/pacts/kubernetes";
 * import { assertEquals } from "@std/assert";
 *
 * const pod = {
 *   kind: "Pod",
 *   metadata: { name: "load" },
 *   spec: { initContainers: [{ name: "wait" }], containers: [{ name: "a" }, { name: "b" }] },
 * };
 * const services = { "load-init-wait": {}, load: {}, "load-sidecar-b": {} };
 * assertEquals(endingServices(workloadOf(pod)!, "load", services), ["load", "load-sidecar-b"]);
 * ```
 */
export function endingServices(
  workload: Workload,
  serviceName: string,
  services: Readonly<Record<string, unknown>>,
): string[] {
  return [...iterNamedContainers(workload, serviceName)]
    .filter(({ role, serviceName }) =>
      (role === "main" || role === "sidecar") && Object.hasOwn(services, serviceName)
    )
    .map(({ serviceName }) => serviceName);
}
