/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
/**
 * Gets files out of what a person drops, chooses or pastes.
 *
 * @module
 */

import type { Given, GivenFile } from "../messages.ts";

/** Folders that nobody looks into, and that may be large. */
const IGNORED = /^(?:\.git|node_modules)$/;

/** What was chosen with a button. */
export async function chosen(list: FileList): Promise<Given | undefined> {
  const files = [...list];
  const read = await Promise.all(
    files.map((file) => readFile(file, file.webkitRelativePath || file.name)),
  );
  return givenOf(read.filter(({ path }) => !path.split("/").some((part) => IGNORED.test(part))));
}

/** What was dropped, or pasted as files. */
export async function dropped(transfer: DataTransfer): Promise<Given | undefined> {
  // Once anything is waited for, the list is empty.
  const entries = [...transfer.items].flatMap((item) => item.webkitGetAsEntry() ?? []);
  const loose = entries.length === 0 ? [...transfer.files] : [];
  const files = [
    ...(await Promise.all(entries.map(filesIn))).flat(),
    ...await Promise.all(loose.map((file) => readFile(file, file.name))),
  ];
  return givenOf(files);
}

/** A text that was pasted. */
export function pasted(text: string): Given {
  return { name: "", files: [{ path: "pasted.yaml", bytes: new TextEncoder().encode(text) }] };
}

/** Files under the name that a person would call them by. */
function givenOf(files: GivenFile[]): Given | undefined {
  if (files.length === 0) return undefined;
  const [{ path }] = files;
  const top = path.split("/")[0];
  const isOne = files.length === 1 || files.every((file) => file.path.startsWith(`${top}/`));
  return { name: isOne ? top : "", files };
}

async function filesIn(entry: FileSystemEntry): Promise<GivenFile[]> {
  const path = entry.fullPath.replace(/^\//, "");
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) =>
      (entry as FileSystemFileEntry).file(resolve, reject)
    );
    return [await readFile(file, path)];
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

async function readFile(file: File, path: string): Promise<GivenFile> {
  return { path, bytes: new Uint8Array(await file.arrayBuffer()) };
}
