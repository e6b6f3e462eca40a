/**
 * Nested helmfiles that render into a `.helmfile-rendered` of their own.
 *
 * @module
 */

import { basename, dirname, join, relative } from "@std/path";
import { OutputError, reasonOf } from "../errors.ts";

/** A file that a nested helmfile rendered into a folder of its own. */
export interface NestedFile {
  /** The folder that it should not have used. */
  root: string;
  /** When the file was written. */
  time: number;
}

/**
 * Files, by path, in folders below `helmfileDir` that are called as `rendered`
 * is; `rendered` itself, which must exist, is left out.
 */
export async function findNestedFiles(
  helmfileDir: string,
  rendered: string,
): Promise<Map<string, NestedFile>> {
  const nested = new Map<string, NestedFile>();
  // A link on the way to one of them must not make our own folder look like one.
  const ours = await Deno.realPath(rendered);
  await walk(await Deno.realPath(helmfileDir));
  return nested;

  async function walk(folder: string, root?: string): Promise<void> {
    for (const { name, isDirectory, isFile } of await list(folder)) {
      const path = join(folder, name);
      if (path === ours || name === ".git" || name === "node_modules") {
        continue;
      } else if (isDirectory) {
        await walk(path, root ?? (name === basename(ours) ? path : undefined));
      } else if (isFile && root !== undefined) {
        const { mtime } = await Deno.lstat(path);
        nested.set(path, { root, time: mtime?.getTime() ?? 0 });
      }
    }
  }
}

/**
 * Moves the files that have come, or been written anew, since
 * {@linkcode findNestedFiles} gave `before` into `rendered`. What others left in
 * such folders, another run's output say, stays where it is.
 *
 * @throws {OutputError} where a file can't be moved.
 */
export async function moveNestedFiles(
  helmfileDir: string,
  rendered: string,
  before: ReadonlyMap<string, NestedFile>,
): Promise<void> {
  const after = await findNestedFiles(helmfileDir, rendered);
  for (const path of [...after.keys()].sort()) {
    const { root, time } = after.get(path)!;
    if (before.get(path)?.time === time) continue;
    try {
      await moveApart(path, join(rendered, relative(root, path)));
      await removeEmpty(dirname(path), dirname(root));
    } catch (error) {
      throw new OutputError(
        `"${path}", which helmfile rendered, can't be moved to "${rendered}": ${reasonOf(error)}.`,
      );
    }
  }
}

/** Moves a file; where the name is taken by another one, under a name of its own. */
async function moveApart(from: string, to: string): Promise<void> {
  const [, stem, ending] = to.match(/^(.*?)(\.[^./\\]+)?$/s)!;
  let free = to;
  for (let i = 2; await exists(free); i++) free = `${stem}-${i}${ending ?? ""}`;
  await Deno.mkdir(dirname(free), { recursive: true });
  // The output folder may be on another file system, so this is not a rename.
  await Deno.copyFile(from, free);
  await Deno.remove(from);
}

async function removeEmpty(folder: string, end: string): Promise<void> {
  for (; folder !== end; folder = dirname(folder)) {
    if ((await list(folder)).length > 0) return;
    await Deno.remove(folder);
  }
}

async function list(folder: string): Promise<Deno.DirEntry[]> {
  try {
    return await Array.fromAsync(Deno.readDir(folder));
  } catch {
    // helmfile could not read it either.
    return [];
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await Deno.lstat(path);
    return true;
  } catch {
    return false;
  }
}
