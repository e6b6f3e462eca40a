/**
 * Finds the modules of `--extensions-dir`.
 *
 * @module
 */

import { basename, relative, resolve, toFileUrl } from "@std/path";
import type { ResolvedEntry } from "../io/distribution/entry.ts";
import { findModules } from "../io/extensions/find_modules.ts";

/**
 * The modules in a folder, by the rules of the command's own `--extensions-dir`. Their names begin
 * with the folder's, so that no path of this machine gets into what is built.
 *
 * @throws {UserError} where the folder can't be read or holds no module.
 */
export async function findExtensionFiles(dir: string): Promise<ResolvedEntry[]> {
  const folder = resolve(dir);
  const files = (await findModules(dir)).flatMap(({ files }) =>
    files.map(({ entry }) => resolve(entry))
  );
  return files.map((file) => ({
    entry: `./${basename(folder)}/${relative(folder, file).replaceAll("\\", "/")}`,
    specifier: toFileUrl(file).href,
  }));
}
