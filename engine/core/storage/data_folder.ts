/**
 * Folders below `volume_root` for what is no claim's.
 *
 * @module
 */

import { hostPath } from "../../../pacts/kubernetes/mod.ts";
import type { EngineContext } from "../context.ts";

/**
 * Path of a folder that nobody else has, called `wanted` where no claim is kept there: who shared it would read the other's
 * keys.
 */
export function dataFolder(
  wanted: string,
  { config, names }: Pick<EngineContext, "config" | "names">,
): string {
  const { volumes, volumeRoot } = config;
  const keys = new Set([...names.claims(), ...Object.keys(volumes)]);
  const claimed = [...keys].flatMap((key) => {
    const { host_path: path } = Object.hasOwn(volumes, key) ? volumes[key] : { host_path: key };
    return typeof path === "string" ? [folded(hostPath(path, volumeRoot))] : [];
  });
  const isFree = (path: string) => {
    const own = folded(path);
    return !claimed.some((folder) => folder === own || folder.startsWith(`${own}/`));
  };
  let path = hostPath(wanted, volumeRoot);
  for (let number = 2; !isFree(path); number++) path = hostPath(`${wanted}-${number}`, volumeRoot);
  return path;
}

/** A path as a disk may have it that does not tell capital letters. */
function folded(path: string): string {
  return path.replace(/^(?:\.\/+)+/, "").replaceAll(/\/(?:\.?\/)+/g, "/").toLowerCase();
}
