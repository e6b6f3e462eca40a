/**
 * Finds the mounts of a workload's emptyDirs among the mounts of its services.
 *
 * @module
 */

import {
  type ComposeService,
  type Container,
  type ContainerRole,
  type ConvertContext,
  expand,
  isEmptyDir,
  isMapping,
  items,
  iterNamedContainers,
  mountParts,
  resolveEnv,
  templateClaims,
  text,
  type Volume,
  type VolumeMount,
  type Workload,
} from "@dekube/engine/pacts";

/** An emptyDir of a workload, and where it is mounted. */
export interface EmptyDir {
  /** Whose it is. */
  workload: Workload;
  /** The volume as it is. */
  volume: Volume;
  /** Mounts of it, in the order in which the containers start. */
  mounts: EmptyDirMount[];
}

/** One mount of an emptyDir, with the entry in a Compose service that stands for it. */
export interface EmptyDirMount {
  /** The Compose service. */
  service: ComposeService;
  /** Position of the entry in its `volumes`. */
  index: number;
  /** Position of the container in the pod: init containers come first. */
  container: number;
  /** What the container is to its pod. */
  role: ContainerRole;
  /** What the container runs, as one text. */
  script: string;
  /** Path in the container. */
  target: string;
  /** Path in the volume; empty for all of it. */
  subPath: string;
  /** Mounted read-only. */
  readOnly: boolean;
  /** Whether its user is not root: a fresh volume is root's, where Kubernetes lets everybody write. */
  needsOpening: boolean;
}

/**
 * The emptyDirs of a workload that something still mounts. A mount that another transform removed or
 * gave a source is not among them.
 */
export function findEmptyDirs(
  workload: Workload,
  services: Record<string, ComposeService>,
  ctx: ConvertContext,
): EmptyDir[] {
  const found = new Map<string, EmptyDir>();
  for (const volume of items(workload.pod.volumes)) {
    if (!livesWithPod(volume)) continue;
    found.set(text(volume.name), { workload, volume, mounts: [] });
  }
  // A StatefulSet's claim hides a volume of the same name.
  for (const { claim } of templateClaims(workload)) {
    found.delete(claim.slice(0, -`-${workload.id.name}`.length));
  }
  if (found.size === 0) return [];

  const containers = iterNamedContainers(workload, ctx.names.service(workload.id));
  let position = 0;
  for (const { serviceName, container, role } of containers) {
    const order = position++;
    const service = services[serviceName];
    const anonymous = anonymousVolumes(service);
    if (anonymous.size === 0) continue;
    for (const volumeMount of items(container.volumeMounts)) {
      const emptyDir = found.get(text(volumeMount.name));
      const target = text(volumeMount.mountPath).replace(/^(?!\/)/, "/");
      const index = anonymous.get(target);
      if (!emptyDir || index === undefined) continue;
      const subPath = subPathOf(volumeMount, container, workload, ctx);
      if (subPath === undefined) continue;
      emptyDir.mounts.push({
        service,
        index,
        container: order,
        role,
        script: [...items(container.command), ...items(container.args)].map(text).join(" "),
        target,
        subPath,
        readOnly: volumeMount.readOnly === true,
        needsOpening: volumeMount.readOnly !== true && isNonRoot(container, workload, service) &&
          text(emptyDir.volume.emptyDir?.medium) !== "Memory",
      });
    }
  }
  return [...found.values()];
}

function isNonRoot(container: Container, workload: Workload, service: ComposeService): boolean {
  if (service.user) return !/^(0|root)(:|$)/.test(service.user);
  const { runAsNonRoot } = container.securityContext ?? {};
  return (runAsNonRoot ?? workload.pod.securityContext?.runAsNonRoot) === true;
}

/** A generic ephemeral volume is an emptyDir with a storage class, as far as one host is concerned. */
function livesWithPod(volume: Volume): boolean {
  return isEmptyDir(volume) || isMapping(volume.ephemeral);
}

/** Entries without a source by target: that is how an emptyDir comes. */
function anonymousVolumes(service: ComposeService | undefined): Map<string, number> {
  const byTarget = new Map<string, number>();
  if (!Array.isArray(service?.volumes)) return byTarget;
  for (const [index, entry] of service.volumes.entries()) {
    const { source, target } = mountParts(entry);
    if (source === "") byTarget.set(target, index);
  }
  return byTarget;
}

/** Path in the volume without empty parts; `undefined` where it would leave the volume. */
function subPathOf(
  volumeMount: VolumeMount,
  container: Container,
  workload: Workload,
  ctx: ConvertContext,
): string | undefined {
  const expression = text(volumeMount.subPathExpr);
  const path = text(volumeMount.subPath) ||
    (expression && expand(expression, resolveEnv(container, workload, ctx)));
  const parts = path.split("/").filter((part) => part !== "" && part !== ".");
  return parts.includes("..") ? undefined : parts.join("/");
}
