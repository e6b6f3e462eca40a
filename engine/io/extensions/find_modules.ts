/**
 * Finds the modules in a folder of extensions.
 *
 * @module
 */

import { resolve, toFileUrl } from "@std/path";
import { withoutEnd } from "../../../pacts/ends.ts";
import { UserError } from "../../core/user_error.ts";
import type { ResolvedEntry } from "../distribution/entry.ts";
import { reasonOf } from "../errors.ts";
import { listFolder } from "../list_folder.ts";

/** Modules that belong together: one, or those of a folder. */
export interface FoundModules {
  /** The file or the folder. */
  path: string;
  /** What is loaded, wherever that is done: there the current folder may be another. */
  files: ResolvedEntry[];
}

/**
 * The modules of a folder of extensions: its `.ts` and `.js` files, and those of the folders right below it, by
 * name. Names that begin with `_` or `.` are passed over, and so are tests and type declarations. Each file stands
 * for itself, those of a folder below for that folder.
 *
 * @throws {UserError} where a folder can't be read, or there is no module at all.
 */
export async function findModules(dir: string): Promise<FoundModules[]> {
  const found: FoundModules[] = [];
  for (const entry of await foundIn(dir)) {
    const path = `${withoutEnd(dir, "/\\")}/${entry.name}`;
    if (entry.isFile) found.push({ path, files: entriesOf([path]) });
    if (!entry.isDirectory) continue;
    const below = await foundIn(path);
    const files = below.filter(({ isFile }) => isFile).map(({ name }) => `${path}/${name}`);
    found.push({ path, files: entriesOf(files) });
  }
  if (found.every(({ files }) => files.length === 0)) {
    throw new UserError(
      `there is no .ts or .js file in ${dir}. Give --extensions-dir another folder`,
    );
  }
  return found;
}

function entriesOf(paths: readonly string[]): ResolvedEntry[] {
  return paths.filter(isModule).map((path) => (
    { entry: path, specifier: toFileUrl(resolve(path)).href }
  ));
}

function isModule(path: string): boolean {
  return /\.[jt]s$/.test(path) && !/(_test|\.test|\.d)\.[jt]s$/.test(path);
}

/** More than any folder of extensions has. */
const MOST_NAMES = 10_000;

interface Found {
  name: string;
  isFile: boolean;
  isDirectory: boolean;
}

async function foundIn(dir: string): Promise<Found[]> {
  try {
    const all = await listFolder(dir, MOST_NAMES);
    if (!all) throw new Error(`there is more in it than ${MOST_NAMES} files and folders`);
    const entries: Found[] = [];
    for (const { name, isFile, isDirectory, isSymlink } of all) {
      if (/^[._]/.test(name)) continue;
      const target = isSymlink ? await Deno.stat(`${dir}/${name}`) : { isFile, isDirectory };
      entries.push({ name, isFile: target.isFile, isDirectory: target.isDirectory });
    }
    return entries.sort((a, b) => a.name < b.name ? -1 : 1);
  } catch (error) {
    throw new UserError(
      `the extensions folder ${dir} can't be read: ${
        reasonOf(error)
      }. Give --extensions-dir a folder of .ts or .js files`,
    );
  }
}
