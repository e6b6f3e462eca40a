/**
 * Takes files out of a zip.
 *
 * @module
 */

import { unzipSync } from "fflate";
import { limitError, type Limits } from "../../pacts/limits.ts";
import { printable } from "../../pacts/printable.ts";
import { UserError } from "../core/user_error.ts";
import type { GivenFile } from "./messages.ts";
import { worthReading } from "./worth_reading.ts";

/** What a zip begins with: its first file, or its end where it is empty. */
const STARTS = [[3, 4], [5, 6]];

/** Whether bytes are those of a zip. */
export function isZip(bytes: Uint8Array): boolean {
  const [p, k, ...sort] = bytes.subarray(0, 4);
  return p === 0x50 && k === 0x4b && STARTS.some(([a, b]) => sort[0] === a && sort[1] === b);
}

/** What zips that were given together have unpacked to so far: a limit is one for all of them. */
export interface Unpacked {
  /** How many bytes. */
  bytes: number;
  /** How many files and folders. */
  files: number;
}

/** Nothing yet. */
export function nothingUnpacked(): Unpacked {
  return { bytes: 0, files: 0 };
}

/**
 * The files of a zip; as of a folder, of those that are not worth reading the name alone. What it says of their sizes
 * holds: of one that unpacks to more the rest is left out.
 *
 * @throws {UserError} where it is none, has a password, or holds more than the limits allow.
 */
export function unzip(
  name: string,
  bytes: Uint8Array,
  limits: Limits,
  before: Unpacked = nothingUnpacked(),
): GivenFile[] {
  const inside = readable(name, () => listed(name, bytes, limits, before));
  if (isLocked(bytes)) {
    throw new UserError(
      `${name} is locked with a password. Pack it anew without one, or drop the folder`,
    );
  }
  const wanted = new Set([...worthReading(inside)].map(({ entry }) => entry));
  const isFirst = before.bytes === 0;
  for (const { entry, size } of inside) {
    if (!wanted.has(entry)) continue;
    before.bytes += size;
    if (before.bytes <= limits.input) continue;
    const all = isFirst ? name : `${name}, with the zips before it,`;
    const message = `with ${printable(entry)} what ${all} unpacks to is more`;
    throw new UserError(limitError("input", limits, message).message);
  }
  const files = readable(name, () => unzipSync(bytes, { filter: ({ name }) => wanted.has(name) }));
  return inside.map(({ entry }) => ({
    path: pathOf(entry),
    bytes: Object.hasOwn(files, entry) ? files[entry] : new Uint8Array(),
  }));
}

/** A file in a zip: what that calls it, and its path below the zip. */
interface Entry {
  entry: string;
  path: string;
  /** How many bytes unpacking it takes. */
  size: number;
}

function listed(name: string, bytes: Uint8Array, limits: Limits, before: Unpacked): Entry[] {
  const entries = new Map<string, Entry>();
  unzipSync(bytes, {
    filter({ name: entry, size, originalSize }) {
      if (++before.files > limits.files) {
        const message = `in ${name} there are more files and folders`;
        throw new UserError(limitError("files", limits, message).message);
      }
      const path = `${name}/${pathOf(entry)}`;
      // Entries may share bytes, or a name, and of those that are stored what counts is how many.
      const taken = Math.max(size, originalSize) + (entries.get(entry)?.size ?? 0);
      if (!path.endsWith("/")) entries.set(entry, { entry, path, size: taken });
      return false;
    },
  });
  return [...entries.values()];
}

/** Some of Windows' programs have `\` between folders. */
function pathOf(entry: string): string {
  return entry.replaceAll("\\", "/");
}

/** Whether what a zip says of any of its files is that a password locks it. */
function isLocked(bytes: Uint8Array): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const is = (at: number, signature: number) =>
    at >= 0 && at + 46 <= bytes.length && view.getUint32(at, true) === signature;
  let end = bytes.length - 22;
  while (end >= 0 && view.getUint32(end, true) !== 0x06054b50) end--;
  if (end < 0) return false;
  let at = view.getUint32(end + 16, true);
  while (is(at, 0x02014b50)) {
    if ((view.getUint16(at + 8, true) & 1) === 1) return true;
    at += 46 + [28, 30, 32].reduce((sum, field) => sum + view.getUint16(at + field, true), 0);
  }
  return false;
}

function readable<T>(name: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof UserError) throw error;
    const why = error instanceof Error ? error.message : String(error);
    throw new UserError(
      `${name} can't be unpacked: ${why}. Pack it anew as a plain zip, or drop the folder`,
    );
  }
}
