/**
 * What compose.yml mounts, on the disk.
 *
 * @module
 */

import type { UnitRecord } from "../../core/output/generated_list.ts";
import { createHash } from "node:crypto";
import { firstPlace, hashedText, placeWith } from "../../core/output/places.ts";
import { foldPath } from "../../core/output/same_names.ts";
import { TooLargeError } from "../read_regular.ts";
import type { Disk } from "./disk.ts";
import { foldersOf } from "../../core/output/output_path.ts";
import type { Rooted } from "./rooted.ts";

/** Digest of bytes, at once. */
export function digest(content: string | Uint8Array): string {
  return createHash("sha256").update(content).digest("hex");
}

/** Whether a place bears the hash of what a record says is in it. Nothing else is ever removed as a unit. */
export function isUnitPlace(place: string, { of, files }: UnitRecord): boolean {
  return foldPath(firstPlace(place)) === foldPath(placeWith(of, digest(hashedText(of, files))));
}

/** Where a file of a unit lies. */
export function fileIn(place: string, path: string): string {
  return path === "" ? place : `${place}/${path}`;
}

/**
 * Digest of a file on the disk; `undefined` where there is none, `"closed"` where it may not be read, as one that has
 * been given to somebody else, and `"large"` where it is larger than any that is written.
 */
export function digestAt(root: Rooted, path: string): string | undefined {
  try {
    const bytes = root.read(path);
    return bytes && digest(bytes);
  } catch (error) {
    if (error instanceof Deno.errors.PermissionDenied) return "closed";
    if (error instanceof TooLargeError) return "large";
    throw error;
  }
}

/** Whether a file is what a record says: it has the digest, or it is closed to us. */
export function bears(root: Rooted, path: string, sha256: string): boolean {
  const found = digestAt(root, path);
  return found === sha256 || found === "closed";
}

/** Removes the files of a unit that are as they were written, and folders that are empty then. What is left is not ours. */
export function removeUnit(disk: Disk, root: Rooted, place: string, unit: UnitRecord): void {
  const folders = new Set<string>();
  for (const [path, { sha256 }] of Object.entries(unit.files)) {
    const file = fileIn(place, path);
    if (bears(root, file, sha256)) disk.remove(file);
    for (const folder of foldersOf(file)) folders.add(folder);
  }
  removeEmpty(disk, root, folders);
}

/** Removes those of some folders in which nothing is left. */
export function removeEmpty(disk: Disk, root: Rooted, folders: Iterable<string>): void {
  for (const folder of [...folders].sort().reverse()) {
    if (root.kind(folder) === "folder" && root.names(folder).length === 0) disk.remove(folder);
  }
}
