/**
 * Named volumes that stand for emptyDirs.
 *
 * @module
 */

import { type ConvertContext, isMapping, type Mount } from "@dekube/engine/pacts";
import type { Folder } from "./folders.ts";

/**
 * The named volumes among some mounts that stand for an emptyDir, or for a folder in one. Read-only
 * ones, and those in memory, which anybody can write, are left out.
 */
export function emptyDirVolumes(
  mounts: readonly Mount[],
  ctx: Pick<ConvertContext, "composeExtras">,
): Folder[] {
  const found = new Map<string, Folder>();
  for (const { source, read_only: readOnly = false, volume, origin } of mounts) {
    const isPart = volume?.subpath !== undefined;
    if (source === undefined || readOnly || isPart) continue;
    if (origin?.kind !== "emptyDir") continue;
    if (isOnDisk(source, ctx)) {
      found.set(source, { path: source, source, readOnly, isOfPod: true });
    }
  }
  return [...found.values()];
}

function isOnDisk(name: string, { composeExtras }: Pick<ConvertContext, "composeExtras">): boolean {
  if (!Object.hasOwn(composeExtras.volumes, name)) return false;
  const options = composeExtras.volumes[name]?.driver_opts;
  return !isMapping(options) || options.type !== "tmpfs";
}
