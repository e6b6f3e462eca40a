/**
 * Which of many files are worth their room in memory.
 *
 * @module
 */

import { MANIFEST_FILE } from "../core/input/project_files.ts";

/** A file that has not been read. */
export interface Unread {
  path: string;
  size: number;
}

/** How large one may be that is no manifest, and all of them: passwords and certificates of earlier runs are. */
const LARGEST = 2 ** 20;
const LARGEST_SUM = 2 ** 26;

/**
 * Tells files that are read from those of which the name is enough: a folder may hold anything beside its manifests. What
 * was given by itself is always read.
 *
 * @example
 * ```ts
 * import { worthReading } from "./worth_reading.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const files = ["shop/web.yaml", "shop/film.mp4"].map((path) => ({ path, size: 2 ** 30 }));
 * assertEquals(worthReading(files), new Set([files[0]]));
 * ```
 */
export function worthReading<File extends Unread>(files: readonly File[]): Set<File> {
  const read = new Set<File>();
  let sum = 0;
  for (const file of files) {
    const { path, size } = file;
    const isMeant = !path.includes("/") || MANIFEST_FILE.test(path);
    if (!isMeant && size > LARGEST) continue;
    if (!isMeant && (sum += size) > LARGEST_SUM) continue;
    read.add(file);
  }
  return read;
}
