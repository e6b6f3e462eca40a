/**
 * Finds the mounts of a workload's emptyDirs among the mounts of its services.
 *
 * @module
 */

import {
  type ComposeService,
  type ConvertContext,
  items,
  type Mount,
  type MountOrigin,
  podOwnerOf,
  text,
} from "@dekube/engine/pacts";
import {
  type Container,
  type ContainerRole,
  iterNamedContainers,
  type Workload,
} from "@dekube/engine/pacts/kubernetes";

/** An emptyDir of a workload, and where it is mounted. */
export interface EmptyDir {
  /** The workload that has it. */
  workload: Workload;
  /** Name of the volume in the pod. */
  volume: string;
  /** Mounts of it, in the order in which the containers start. */
  mounts: EmptyDirMount[];
  /** Whether a service stands for the pod. */
  hasOwner: boolean;
}

/** A mount that says which volume of the pod it stands for. */
export type PodMount = Mount & { origin: MountOrigin };

/** One mount of an emptyDir, and who has it. */
export interface EmptyDirMount {
  /** The Compose service. */
  service: ComposeService;
  /** The mount, one of the service's `volumes`. */
  mount: PodMount;
  /** Position of the container in the pod: init containers come first. */
  container: number;
  /** What the container is to its pod. */
  role: ContainerRole;
  /** What the container runs, as one text. */
  script: string;
  /** Whether its user may not be root: a fresh volume is root's, where Kubernetes lets everybody write. */
  needsOpening: boolean;
}

/**
 * The emptyDirs of a workload that something still mounts, in the order in which the pod has them. A mount
 * that another transform removed or gave a source is not among them.
 */
export function findEmptyDirs(
  workload: Workload,
  services: Record<string, ComposeService>,
  ctx: Pick<ConvertContext, "names">,
): EmptyDir[] {
  const found = new Map<string, EmptyDir>();
  const main = ctx.names.service(workload.id);
  const hasOwner = podOwnerOf(services, main) !== undefined;
  for (const { name } of items(workload.pod.volumes)) {
    found.set(text(name), { workload, volume: text(name), mounts: [], hasOwner });
  }
  const containers = iterNamedContainers(workload, main);
  let position = 0;
  for (const { serviceName, container, role } of containers) {
    const order = position++;
    const service = services[serviceName];
    for (const mount of items(service?.volumes)) {
      if (!standsForEmptyDir(mount)) continue;
      found.get(mount.origin.volume)?.mounts.push({
        service,
        mount,
        container: order,
        role,
        script: [...items(container.command), ...items(container.args)].map(text).join(" "),
        needsOpening: mount.read_only !== true && mount.type !== "tmpfs" &&
          !isRoot(container, workload, service),
      });
    }
  }
  return [...found.values()];
}

/**
 * Whether a volume comes and goes with its pod. A generic ephemeral volume is an emptyDir with a storage class, as far
 * as one host is concerned.
 */
export function isOfPod(origin: MountOrigin | undefined): boolean {
  return origin?.kind === "emptyDir" || origin?.kind === "ephemeral";
}

function standsForEmptyDir(mount: Mount): mount is PodMount {
  return mount.source === undefined && isOfPod(mount.origin);
}

/** Whether its user is certainly root; where nobody says so, the image may have another. */
function isRoot(container: Container, workload: Workload, service: ComposeService): boolean {
  if (service.user) return /^(0|root)(:|$)/.test(service.user);
  const uid = container.securityContext?.runAsUser ?? workload.pod.securityContext?.runAsUser;
  return uid === 0;
}
