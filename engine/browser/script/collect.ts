/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
/**
 * Gets files out of what a person drops, chooses or pastes.
 *
 * @module
 */

import type { Given } from "../messages.ts";
import { worthReading } from "../worth_reading.ts";

/** Folders that nobody looks into, and that may be large. */
const IGNORED = /^(?:\.git|node_modules)$/;

/** A file that has not been read, by its path from what was given. */
interface Found {
  path: string;
  size: number;
  file: File;
}

/** What was chosen with a button. */
export async function chosen(list: FileList): Promise<Given | undefined> {
  const found = [...list].map((file) => foundAs(file, file.webkitRelativePath || file.name));
  return await givenOf(
    found.filter(({ path }) => !path.split("/").some((part) => IGNORED.test(part))),
  );
}

/** What was dropped, or pasted as files. */
export async function dropped(transfer: DataTransfer): Promise<Given | undefined> {
  // Once anything is waited for, the list is empty.
  const entries = [...transfer.items].flatMap((item) => item.webkitGetAsEntry() ?? []);
  const loose = entries.length === 0 ? [...transfer.files] : [];
  const inEntries = (await Promise.all(entries.map(filesIn))).flat();
  return await givenOf([...inEntries, ...loose.map((file) => foundAs(file, file.name))]);
}

/** A text that was pasted. */
export function pasted(text: string): Given {
  return { name: "", files: [{ path: "pasted.yaml", bytes: new TextEncoder().encode(text) }] };
}

/** Files under the name that a person would call them by. */
async function givenOf(found: readonly Found[]): Promise<Given | undefined> {
  if (found.length === 0) return undefined;
  const [{ path }] = found;
  const top = path.split("/")[0];
  const isOne = found.length === 1 || found.every((file) => file.path.startsWith(`${top}/`));
  const wanted = worthReading(found);
  const files = await Promise.all(found.map(async (one) => ({
    path: one.path,
    bytes: wanted.has(one) ? await bytesOf(one) : new Uint8Array(),
  })));
  return { name: isOne ? top : "", files };
}

async function bytesOf({ path, file }: Found): Promise<Uint8Array> {
  try {
    return new Uint8Array(await file.arrayBuffer());
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(`The browser can't read ${path}: ${why}`);
  }
}

async function filesIn(entry: FileSystemEntry): Promise<Found[]> {
  const path = entry.fullPath.replace(/^\//, "");
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) =>
      (entry as FileSystemFileEntry).file(resolve, reject)
    );
    return [foundAs(file, path)];
  }
  if (IGNORED.test(entry.name)) return [];
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const inside: FileSystemEntry[] = [];
  // It gives them by the hundred.
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject)
    );
    if (some.length === 0) break;
    inside.push(...some);
  }
  return (await Promise.all(inside.map(filesIn))).flat();
}

function foundAs(file: File, path: string): Found {
  return { path, size: file.size, file };
}
