/**
 * Named volumes that stand for emptyDirs.
 *
 * @module
 */

import {
  type ComposeMount,
  type Container,
  type ConvertContext,
  isEmptyDir,
  isMapping,
  items,
  mountParts,
  text,
  type Workload,
} from "@dekube/engine/pacts";

/**
 * The named volumes that a container has where its manifest has an emptyDir, or inside one. Read-only
 * ones, and those in memory, which anybody can write, are left out.
 */
export function emptyDirVolumes(
  container: Container,
  workload: Workload,
  volumes: readonly (string | ComposeMount)[],
  ctx: ConvertContext,
): string[] {
  const emptyDirs = new Set(
    items(workload.pod.volumes).filter(isEmptyDir).map(({ name }) => text(name)),
  );
  if (emptyDirs.size === 0) return [];
  const mountPaths = new Map(
    items(container.volumeMounts).map((
      { mountPath, name },
    ) => [withoutSlash(text(mountPath)), text(name)]),
  );
  const names = new Set<string>();
  for (const volume of volumes) {
    const { source, target, readOnly } = mountParts(volume);
    const isPart = typeof volume !== "string" && volume.volume?.subpath !== undefined;
    if (readOnly || isPart || !isOnDisk(source, ctx)) continue;
    const mounted = pathsUp(withoutSlash(target)).find((path) => mountPaths.has(path));
    if (mounted !== undefined && emptyDirs.has(mountPaths.get(mounted)!)) names.add(source);
  }
  return [...names];
}

function isOnDisk(name: string, { composeExtras }: ConvertContext): boolean {
  if (!Object.hasOwn(composeExtras.volumes, name)) return false;
  const options = composeExtras.volumes[name]?.driver_opts;
  return !isMapping(options) || options.type !== "tmpfs";
}

/** A path and those above it, the longest first. */
function pathsUp(path: string): string[] {
  const parts = path.split("/");
  return parts.map((_, index) => parts.slice(0, parts.length - index).join("/"));
}

function withoutSlash(path: string): string {
  return path.replace(/\/+$/, "");
}
