/**
 * Folders of files in the output, each written once. Not one of the contracts.
 *
 * @module
 */

import type { ConvertContext } from "../context.ts";
import type { Reporter } from "../diagnostics.ts";
import { shortHash } from "../hash.ts";
import type { MountPoint } from "./mount_request.ts";
import { modeBits, type SourceFile } from "./source_files.ts";

/** A folder of files in the output. */
export interface FileFolder {
  /** Path below the output folder, without a leading `./`. */
  path: string;
  /** Files in it, by path below it. */
  files: ReadonlySet<string>;
}

/** Where a folder may go, and what tells it from others of its source. */
export interface FolderPlace {
  /** Path below the output folder. */
  base: string;
  /** Whether it may lie at just that path. */
  canBePlain: boolean;
  /** What is in it, in some words. */
  variant: string;
}

/** A folder that is written once. The first variant gets the plain path, the others one with a hash. */
export function sharedFolder(
  { base, canBePlain, variant }: FolderPlace,
  write: (path: string) => FileFolder,
  { files }: Pick<ConvertContext, "files">,
): FileFolder {
  return files.shared(JSON.stringify([base, canBePlain, variant]), () => {
    const isPlain = canBePlain && files.shared(`whole ${base}`, () => variant) === variant;
    return write(isPlain ? base : `${base}_${shortHash(variant)}`);
  });
}

/** The mount points that are not among some files, and can be added. */
export function missingPoints(
  points: readonly MountPoint[],
  paths: readonly string[],
): MountPoint[] {
  if (points.length === 0) return [];
  const files = new Set(paths);
  const folders = new Set(paths.flatMap(pathsAbove));
  return points.filter(({ path }) =>
    !folders.has(path) && ![path, ...pathsAbove(path)].some((above) => files.has(above))
  );
}

/**
 * What stands for a mount point: an empty file, or one in the folder that is wanted, so that neither the writer nor
 * Git nor an archive drops that. Nobody sees it there, since something is mounted over it.
 */
export function fileOf({ path, isFile }: MountPoint): SourceFile {
  return { path: isFile ? path : `${path}/.keep`, content: "", mode: modeBits(undefined) };
}

/** Writes files into a folder; what can't lie there is left out, and that is said. */
export function writeFiles(
  path: string,
  files: SourceFile[],
  ctx: ConvertContext,
  reporter: Reporter,
): FileFolder {
  const byPath = new Map(files.map((file) => [file.path, file]));
  for (const file of byPath.values()) {
    // What is a file can't be a folder too, and one such volume must not stop the whole run.
    const above = pathsAbove(file.path).find((folder) => byPath.has(folder));
    if (above !== undefined) {
      byPath.delete(file.path);
      reporter.warn(
        "unsafe-path",
        `"${file.path}" would lie below "${above}", which is a file; it is left out`,
      );
      continue;
    }
    const { content, mode, rewrite } = file;
    ctx.files.write(`${path}/${file.path}`, content, { mode, ...(rewrite ? { rewrite } : {}) });
  }
  return { path, files: new Set(byPath.keys()) };
}

function pathsAbove(path: string): string[] {
  const parts = path.split("/");
  return parts.slice(1).map((_, index) => parts.slice(0, index + 1).join("/"));
}
