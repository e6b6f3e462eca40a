/**
 * Finds the modules of `--extensions-dir`.
 *
 * @module
 */

import { basename, join, resolve, toFileUrl } from "@std/path";
import { UserError } from "../core/user_error.ts";
import { reasonOf } from "../io/errors.ts";
import type { ResolvedEntry } from "../io/distribution.ts";

/**
 * The modules in a folder and in the folders right below it, by the rules of the command's own
 * `--extensions-dir`. Their names begin with the folder's, so that no path of this machine gets into
 * what is built.
 *
 * @throws {UserError} where the folder can't be read or holds no module.
 */
export async function findExtensionFiles(dir: string): Promise<ResolvedEntry[]> {
  const folder = resolve(dir);
  const paths: string[] = [];
  for (const { name, isFile, isDirectory } of await list(dir)) {
    if (isFile) paths.push(name);
    if (!isDirectory) continue;
    for (const below of await list(join(dir, name))) {
      if (below.isFile) paths.push(`${name}/${below.name}`);
    }
  }
  const modules = paths.filter((path) =>
    /\.[jt]s$/.test(path) && !/(_test|\.test|\.d)\.[jt]s$/.test(path)
  );
  if (modules.length === 0) {
    throw new UserError(
      `there is no .ts or .js file in ${dir}. Give --extensions-dir another folder`,
    );
  }
  return modules.map((path) => ({
    entry: `./${basename(folder)}/${path}`,
    specifier: toFileUrl(join(folder, path)).href,
  }));
}

interface Item {
  name: string;
  isFile: boolean;
  isDirectory: boolean;
}

async function list(dir: string): Promise<Item[]> {
  const items: Item[] = [];
  try {
    for await (const { name, isSymlink, isFile, isDirectory } of Deno.readDir(dir)) {
      if (/^[._]/.test(name)) continue;
      const target = isSymlink ? await Deno.stat(join(dir, name)) : { isFile, isDirectory };
      items.push({ name, isFile: target.isFile, isDirectory: target.isDirectory });
    }
  } catch (error) {
    throw new UserError(`the extensions folder ${dir} can't be read: ${reasonOf(error)}`);
  }
  return items.sort((a, b) => a.name < b.name ? -1 : 1);
}
