/**
 * Mount points in emptyDirs that a container mounts read-only.
 *
 * Docker would make them through the mount, which is read-only. They must not be there when the first init container starts,
 * which may refuse what is not empty (git clone), and what init containers leave there stays: so they are made just before
 * the first container that needs them. What nobody mounts before is made by what stands for the pod; where nobody has
 * the volume but the container, the engine sees to it.
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
import { firstOfLast } from "./positions.ts";

/** A pod whose read-only mounts may hold others. */
export interface HoldingPod {
  /** The workload. */
  workload: Workload;
  /** Its containers. */
  containers: readonly NamedContainer[];
  /** Volumes in which what stands for the pod makes folders; none without it. */
  prepared: ReadonlySet<string>;
}

/** Something to be mounted on. */
export interface MountPoint {
  /** Position of the first container that needs it; that of the main one for all that start last. */
  before: number;
  /** The volume that holds it. */
  volume: string;
  /** Path in the volume; that of a folder ends with a slash. */
  path: string;
  /** Whether an init container that starts before that has the volume. */
  isSeenBefore: boolean;
}

/** Kinds of hostPath that are no folder. */
const HOST_FILES = /^(?:File|FileOrCreate|Socket|CharDevice|BlockDevice)$/;

/** What must be in the volumes of a pod. Mounts for which it can't be made become writable, and that is said. */
export function readOnlyPoints(
  { workload, containers, prepared }: HoldingPod,
  services: Record<string, ComposeService>,
  ctx: Pick<ConvertContext, "files" | "report">,
): MountPoint[] {
  const found = new Map<string, MountPoint>();
  const last = firstOfLast(containers);
  for (const [index, { serviceName }] of containers.entries()) {
    const service = services[serviceName];
    const before = Math.min(index, last);
    for (const [holder, held] of heldMounts(items(service?.volumes))) {
      const points = held.map((mount) => pointIn(holder, mount, workload, ctx));
      if (canBeMade(holder, prepared) && points.every((point) => point !== undefined)) {
        for (const path of points) {
          const volume = holder.source!;
          const key = `${volume}/${path}`;
          if (found.has(key)) continue;
          const isSeenBefore = containers.slice(0, before).some((container) =>
            mountsVolume(services[container.serviceName], volume)
          );
          found.set(key, { before, volume, path, isSeenBefore });
        }
        continue;
      }
      service.volumes = items(service.volumes).map((mount) =>
        mount === holder ? writable(mount) : mount
      );
      sayWritable(holder, serviceName, workload, ctx);
    }
  }
  return [...found.keys()].sort().map((key) => found.get(key)!);
}

function mountsVolume({ volumes }: ComposeService, name: string): boolean {
  return items(volumes).some(({ source }) => source === name);
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
  const path = tidy(target).slice(tidy(holder.target).length + 1);
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
