/**
 * Nested helmfiles that render into a `.helmfile-rendered` of their own.
 *
 * @module
 */

import { basename, dirname, join, relative } from "@std/path";
import { OutputError, reasonOf } from "../errors.ts";

/**
 * Moves the files below `helmfileDir` that lie in folders called as `rendered` is into `rendered`. No other run has a
 * folder of that name, so all of it is what this one's nested helmfiles rendered.
 *
 * @throws {OutputError} where a file can't be moved.
 */
export async function moveNestedFiles(helmfileDir: string, rendered: string): Promise<void> {
  // A link on the way to one of them must not make our own folder look like one.
  const ours = await Deno.realPath(rendered);
  for (const root of foldersLike(ours, await Deno.realPath(helmfileDir))) {
    for (const path of filesIn(root)) {
      try {
        await moveApart(path, join(rendered, relative(root, path)));
      } catch (error) {
        throw new OutputError(
          `"${path}", which helmfile rendered, can't be moved to "${rendered}": ${
            reasonOf(error)
          }.`,
        );
      }
    }
    await Deno.remove(root, { recursive: true });
  }
}

/** Removes such folders, at once and as far as it can be done. */
export function removeNestedFiles(helmfileDir: string, rendered: string): void {
  for (const folder of foldersLike(rendered, helmfileDir)) {
    try {
      Deno.removeSync(folder, { recursive: true });
    } catch {
      // It may not be ours to remove.
    }
  }
}

/** Folders below another one that are called as `ours` is, which itself is left out; sorted by path. */
function foldersLike(ours: string, folder: string): string[] {
  return list(folder).flatMap(({ name, isDirectory }) => {
    const path = join(folder, name);
    if (!isDirectory || path === ours || name === ".git" || name === "node_modules") return [];
    return name === basename(ours) ? [path] : foldersLike(ours, path);
  });
}

function filesIn(folder: string): string[] {
  return list(folder).flatMap(({ name, isDirectory, isFile }) => {
    const path = join(folder, name);
    return isDirectory ? filesIn(path) : isFile ? [path] : [];
  });
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

function list(folder: string): Deno.DirEntry[] {
  try {
    return [...Deno.readDirSync(folder)].sort((a, b) => a.name < b.name ? -1 : 1);
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
