/**
 * Mount points in emptyDirs that a container mounts read-only.
 *
 * Kubernetes makes them in the volume itself. Docker would make them through the mount, which is read-only, so
 * what stands for the pod makes them before. Where nobody has the volume but the container, the engine sees to it.
 *
 * @module
 */

import {
  type ComposeService,
  type ConvertContext,
  items,
  type Mount,
  text,
} from "@dekube/engine/pacts";
import type { NamedContainer, Workload } from "@dekube/engine/pacts/kubernetes";
import { isOfPod } from "./empty_dirs.ts";

/** A pod whose read-only mounts may hold others. */
export interface HoldingPod {
  /** The workload. */
  workload: Workload;
  /** Its containers. */
  containers: readonly NamedContainer[];
  /** Volumes in which what stands for the pod makes folders; none without it. */
  prepared: ReadonlySet<string>;
}

/** Kinds of hostPath that are no folder. */
const HOST_FILES = /^(?:File|FileOrCreate|Socket|CharDevice|BlockDevice)$/;

/**
 * Paths at which something must be in the volumes of a pod, that begin with the volume's name; folders end with a slash.
 * Mounts for which none can be made become writable, and that is said.
 */
export function readOnlyPoints(
  { workload, containers, prepared }: HoldingPod,
  services: Record<string, ComposeService>,
  ctx: Pick<ConvertContext, "files" | "report">,
): string[] {
  const found = new Set<string>();
  for (const { serviceName } of containers) {
    const service = services[serviceName];
    for (const [holder, held] of heldMounts(items(service?.volumes))) {
      const points = held.map((mount) => pointIn(holder, mount, workload, ctx));
      if (canBeMade(holder, prepared) && points.every((point) => point !== undefined)) {
        for (const point of points) found.add(point);
        continue;
      }
      service.volumes = items(service.volumes).map((mount) =>
        mount === holder ? writable(mount) : mount
      );
      sayWritable(holder, serviceName, workload, ctx);
    }
  }
  return [...found].sort();
}

/** The read-only mounts of named emptyDirs, each with those that lie in it and in no other between. */
function heldMounts(mounts: readonly Mount[]): Map<Mount, Mount[]> {
  const held = new Map<Mount, Mount[]>();
  if (!mounts.some(isReadOnlyDir)) return held;
  const byTarget = new Map(mounts.map((mount) => [tidy(mount.target), mount]));
  for (const [target, mount] of byTarget) {
    for (let end = target.lastIndexOf("/"); end > 0; end = target.lastIndexOf("/", end - 1)) {
      const holder = byTarget.get(target.slice(0, end));
      if (!holder) continue;
      if (isReadOnlyDir(holder)) held.set(holder, [...held.get(holder) ?? [], mount]);
      break;
    }
  }
  return held;
}

function isReadOnlyDir({ source, read_only: isReadOnly, origin }: Mount): boolean {
  return isReadOnly === true && source !== undefined && isOfPod(origin);
}

/** In part of a volume nothing may be made before it is there itself. */
function canBeMade({ source = "", volume }: Mount, prepared: ReadonlySet<string>): boolean {
  return volume?.subpath === undefined && prepared.has(source);
}

/** `undefined` where nobody knows whether it is a file. */
function pointIn(
  holder: Mount,
  { type, source = "", target, volume, origin }: Mount,
  { pod }: Workload,
  { files }: Pick<ConvertContext, "files">,
): string | undefined {
  const path = `${holder.source}${tidy(target).slice(tidy(holder.target).length)}`;
  if (type === "image" || volume?.subpath !== undefined) return undefined;
  if (type !== "bind") return `${path}/`;
  if (files.has(source.replace(/^\.\//, ""))) return path;
  const known = items(pod.volumes).find(({ name }) => text(name) === origin?.volume)?.hostPath;
  if (!known) return `${path}/`;
  if (HOST_FILES.test(text(known.type))) return path;
  return text(known.type).startsWith("Directory") ? `${path}/` : undefined;
}

function writable({ read_only: _isReadOnly, ...mount }: Mount): Mount {
  return mount;
}

function sayWritable(
  { target, origin }: Mount,
  serviceName: string,
  { id }: Workload,
  ctx: Pick<ConvertContext, "report">,
): void {
  ctx.report(id, `volumes[${origin?.volume}]`).warn(
    "read-only-lost",
    `"${serviceName}" mounts the emptyDir "${origin?.volume}" read-only at ${target}, and something else inside it, for which Docker must be able to make a folder there: it can write to the emptyDir. Mount the other outside it to have it read-only`,
  );
}

/** A path without what says nothing in it. */
function tidy(path: string): string {
  return `/${path.split("/").filter((part) => part !== "" && part !== ".").join("/")}`;
}
