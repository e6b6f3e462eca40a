/**
 * Where containers keep what is theirs, which is no input.
 *
 * @module
 */

import { resolve, SEPARATOR } from "@std/path";
import type { Config } from "../../pacts/mod.ts";
import { hostPath } from "../../pacts/kubernetes/mod.ts";

/** A mount of a folder of the project, as it is printed in compose.yml: `- './data/web:/srv'`, or `source: ./data/web`. */
const MOUNT = /^ +(?:- '?|source: '?)(\.{0,2}\/[^:'\n]*)(?::\/|'?$)/gm;

/**
 * The folders below `volume_root` that dekube.yaml keeps claims in, or that the compose.yml of an earlier run mounts, with
 * their whole paths. Others there are the user's.
 */
export function keptFolders(
  { volumeRoot, volumes }: Pick<Config, "volumeRoot" | "volumes">,
  compose: string | undefined,
  outputDir: string,
): string[] {
  const root = resolve(outputDir, volumeRoot);
  const claims = Object.values(volumes).flatMap((volume) =>
    typeof volume?.host_path === "string" ? [hostPath(volume.host_path, volumeRoot)] : []
  );
  const mounts = [...(compose ?? "").matchAll(MOUNT)].map(([, path]) => path);
  const folders = new Set([...claims, ...mounts].map((path) => resolve(outputDir, path)));
  return [...folders].filter((folder) => folder.startsWith(root + SEPARATOR));
}
