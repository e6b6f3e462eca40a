/**
 * The service that stands for a pod of several containers.
 *
 * A pod's network outlives each of its containers, and is there before the first. Docker's belongs to one container,
 * and is gone with it. So it belongs to one that does nothing else.
 *
 * @module
 */

import {
  type ComposeService,
  type ConvertContext,
  items,
  type OwnedService,
} from "@dekube/engine/pacts";
import type { NamedContainer, Workload } from "@dekube/engine/pacts/kubernetes";
import { convertPod, processes } from "./pod.ts";
import { readsPodIp } from "./pod_address.ts";

/**
 * Whether a pod needs a service of its own: containers share its network, an init container is told the pod's one address, or
 * emptyDirs have to be empty before an init container fills them.
 */
export function needsOwner(containers: readonly NamedContainer[], { pod }: Workload): boolean {
  const isInit = ({ role }: NamedContainer) => role === "init";
  const longRunning = containers.filter((container) => !isInit(container));
  if (longRunning.length > 1) return true;
  const passing = new Set(
    items(pod.volumes).flatMap((volume) => isOfPod(volume) ? [volume.name] : []),
  );
  return containers.some((container) =>
    isInit(container) && (
      readsPodIp(container.container) ||
      items(container.container.volumeMounts).some(({ name }) => passing.has(name))
    )
  );
}

/** Whether a volume comes and goes with its pod. A volume that names no source is an emptyDir. */
function isOfPod(volume: object): boolean {
  const sources = Object.keys(volume).filter((key) => key !== "name");
  return sources.length === 0 || sources.includes("emptyDir") || sources.includes("ephemeral");
}

/** The service: it waits for the end. `keys` are what it holds for the pod. */
export function podOwner({ id, pod }: Workload, keys: ComposeService, image: string): OwnedService {
  return {
    owner: id,
    holdsPod: true,
    image,
    entrypoint: ["sh", "-c"],
    command: ["trap exit TERM INT\nwhile :; do sleep 86400 & wait $!; done"],
    ...keys,
    ...(pod.hostIPC === true ? {} : { ipc: "shareable" }),
    restart: "always",
  };
}

/** Keys of a container in a pod that has such a service. */
export function inPod({ pod }: Workload, owner: string): ComposeService {
  return {
    network_mode: `service:${owner}`,
    ipc: pod.hostIPC === true ? "host" : `service:${owner}`,
    ...(pod.hostPID === true
      ? { pid: "host" }
      : pod.shareProcessNamespace === true
      ? { pid: `service:${owner}` }
      : {}),
  };
}

/** Keys of a container in a pod that has none: the main one has what is the pod's (`common`). */
export function alone(
  { role, container }: NamedContainer,
  workload: Workload,
  common: ComposeService,
  ctx: Pick<ConvertContext, "addresses" | "report">,
): ComposeService {
  const own = role === "main" ? common : convertPod(workload, [container], ctx);
  return { ...own, ...processes(workload.pod) };
}
