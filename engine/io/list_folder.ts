/**
 * Lists folders, and no more of them than is asked for.
 *
 * @module
 */

/**
 * What is in a folder, in the order of the system; `undefined` where that is more than so many names.
 *
 * @throws {Error} of the system, where it can't be read.
 */
export async function listFolder(dir: string, most: number): Promise<Deno.DirEntry[] | undefined> {
  const entries: Deno.DirEntry[] = [];
  for await (const entry of Deno.readDir(dir)) {
    if (entries.length >= most) return undefined;
    entries.push(entry);
  }
  return entries;
}
