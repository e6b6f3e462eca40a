/**
 * Where files lie that compose.yml mounts: under names that bear a hash of what they hold.
 *
 * So another version of them is another place. It can be written beside the one that is in use, nothing refers to it
 * until compose.yml does, and a container that was started from the version before still finds its own. The name says
 * what must be there, too: a place whose content does not give its hash is not one of ours.
 *
 * @module
 */

import { withoutEnd } from "../../../pacts/ends.ts";

/** What a place holds of one file. */
export interface PlacedRecord {
  mode: number;
  /** Digest of its content. */
  sha256: string;
}

/** Hex digits in a name: enough for no two versions ever to share one. */
const DIGITS = 12;

/** Bytes of a name that most file systems take, less what is put behind it here. */
const LONGEST = 200;

/**
 * The place of a file or folder: its own path with a hash of its path, and of the paths, modes and contents of the files
 * in it. A file's own path in it is empty.
 *
 * @example
 * ```ts
 * import { assertMatch } from "@std/assert";
 *
 * const place = await placeOf("configmaps/web", { "a.ini": { mode: 0o644, sha256: "0123" } });
 * assertMatch(place, /^configmaps\/web@[0-9a-f]{12}$/);
 * ```
 */
export async function placeOf(
  path: string,
  files: Readonly<Record<string, PlacedRecord>>,
): Promise<string> {
  return placeWith(path, await sha256(hashedText(path, files)));
}

/** What the hash of a place is made of. */
export function hashedText(path: string, files: Readonly<Record<string, PlacedRecord>>): string {
  const sorted = Object.keys(files).sort();
  return JSON.stringify([path, ...sorted.map((key) => [key, files[key].mode, files[key].sha256])]);
}

/** The place of a path, by its hash. */
export function placeWith(path: string, hash: string): string {
  const start = path.lastIndexOf("/") + 1;
  return `${path.slice(0, start)}${shortened(path.slice(start))}@${hash.slice(0, DIGITS)}`;
}

/** A further place for the same, where somebody has something else at it. */
export function nextPlace(place: string, attempt: number): string {
  return attempt === 0 ? place : `${place}-${attempt + 1}`;
}

/** A place without what tells it from others of the same content. */
export function firstPlace(place: string): string {
  return place.replace(/(@[0-9a-f]{12})-[1-9]\d*$/, "$1");
}

/** Hex digest of a text or of bytes. */
export async function sha256(content: string | Uint8Array): Promise<string> {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes as BufferSource)).toHex();
}

/** A name that leaves room for the hash; which file it is, the hash tells. */
function shortened(name: string): string {
  const encoder = new TextEncoder();
  if (encoder.encode(name).length <= LONGEST) return name;
  const bytes = encoder.encode(name).subarray(0, LONGEST);
  return withoutEnd(new TextDecoder().decode(bytes), "\ufffd");
}
