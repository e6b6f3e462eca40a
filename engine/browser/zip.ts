/**
 * Packs a project.
 *
 * @module
 */

import { type Zippable, zipSync } from "fflate";
import { WRITTEN_BY_DEKUBE } from "../core/input/project_files.ts";
import type { ProjectFile } from "./messages.ts";

/** Unix, by which who unpacks knows that there are permission bits. */
const UNIX = 3;

const FOLDER = 0o40000;
const FILE = 0o100000;

/** Folders that nobody else looks into. */
const CLOSED = ["secrets", WRITTEN_BY_DEKUBE];

/** The earliest time that a zip can tell: the same files give the same bytes. */
const EARLIEST = new Date(1980, 0, 1);

/** A zip with files in it, their permission bits, and those of the folders that hold secrets. */
export function zip(files: readonly ProjectFile[]): Uint8Array<ArrayBuffer> {
  const entries: Zippable = {};
  const attributes = (mode: number) => (mode << 16) >>> 0;
  for (const folder of CLOSED.map((name) => `${name}/`)) {
    if (!files.some(({ path }) => path.startsWith(folder))) continue;
    const how = { os: UNIX, attrs: attributes(FOLDER | 0o700), mtime: EARLIEST };
    entries[folder] = [new Uint8Array(), how];
  }
  for (const { path, mode, content } of files) {
    const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
    entries[path] = [bytes, { os: UNIX, attrs: attributes(FILE | mode), mtime: EARLIEST }];
  }
  return zipSync(entries) as Uint8Array<ArrayBuffer>;
}
