/**
 * Devices of the machine that a container uses.
 *
 * @module
 */

import { items, text } from "../read.ts";
import { hostPathOf, isDevice } from "./host_path_mounts.ts";
import type { Container, Volume } from "./types.ts";
import type { Workload } from "./workloads.ts";

/**
 * Devices among the hostPaths of a container, as a service's `devices` has them: a device that is merely mounted
 * can't be opened. A privileged container has all of them anyway, so for it they are mounts like others.
 *
 * @example
 * ```ts
 * import { devicesOf, workloadOf } from "@dekube/engine/pacts/kubernetes";
 * import { assertEquals } from "@std/assert";
 *
 * const container = { name: "c", volumeMounts: [{ name: "tty", mountPath: "/dev/modem" }] };
 * const volumes = [{ name: "tty", hostPath: { path: "/dev/ttyUSB0", type: "CharDevice" } }];
 * const spec = { template: { spec: { containers: [container], volumes } } };
 * const workload = workloadOf({ kind: "Deployment", metadata: { name: "modem" }, spec })!;
 * assertEquals(devicesOf(container, workload), ["/dev/ttyUSB0:/dev/modem"]);
 * ```
 */
export function devicesOf(container: Container, workload: Pick<Workload, "pod">): string[] {
  if (isPrivileged(container)) return [];
  const devices = new Map(
    items(workload.pod.volumes).filter(isDevice).map((volume) => [text(volume.name), volume]),
  );
  if (devices.size === 0) return [];
  const found = items(container.volumeMounts).flatMap(({ name, mountPath }) => {
    const device = devices.get(text(name));
    const path = device && hostPathOf(device);
    const target = text(mountPath);
    const isWritten = path !== undefined && isDevicePath(path) && isDevicePath(target);
    return isWritten ? [`${path}:${target}`] : [];
  });
  return [...new Set(found)];
}

/** Whether a path can be written among a service's devices, where Compose would take a `:` for the separator. */
export function isDevicePath(path: string): boolean {
  return path !== "" && !/[:\0]/.test(path);
}

/** Whether a volume reaches a container among its devices, and is no mount. */
export function isGivenAsDevice(volume: Volume, container: Container): boolean {
  return isDevice(volume) && !isPrivileged(container);
}

function isPrivileged(container: Container): boolean {
  return container.securityContext?.privileged === true;
}
