/**
 * Loads extension modules.
 *
 * @module
 */

import { InfoError } from "../../core/extensions/info.ts";
import { extensionsOf, named, noExtension } from "../../core/extensions/load_modules.ts";
import { type Instances, type LoadedExtension, missedIn } from "../../core/extensions/registry.ts";
import { UserError } from "../../core/user_error.ts";
import type { ResolvedEntry } from "../distribution/entry.ts";
import { importInTime } from "../modules/import_in_time.ts";
import { whyNotLoaded } from "../modules/why_not_loaded.ts";
import { findModules, type FoundModules } from "./find_modules.ts";

/**
 * Loads extensions by specifier, all at once.
 *
 * @throws {UserError} for a module that does not load, or holds no extension.
 */
export async function loadEntries(
  entries: readonly ResolvedEntry[],
  runtime: boolean,
): Promise<LoadedExtension[]> {
  const instances: Instances = new Map();
  const loaded = await Promise.all(entries.map(async (entry) => {
    const { extensions, missed } = await loadModule(entry, runtime, instances);
    if (extensions.length === 0) throw noExtension(entry.entry, missed, entry.namedBy);
    return extensions;
  }));
  return loaded.flat();
}

/**
 * Loads every `.ts` and `.js` file of a folder and of the folders right below it, by name. Names
 * that begin with `_` or `.` are passed over, and so are tests and type declarations. In a folder
 * below, not every file need hold an extension.
 *
 * @throws {UserError} where the folder can't be read, or a module does not load or holds no
 * extension.
 */
export async function loadExtensionsDir(dir: string): Promise<LoadedExtension[]> {
  return await loadFoundModules(await findModules(dir));
}

/**
 * Loads what was found in a folder.
 *
 * @throws {UserError} where a module does not load, or holds no extension.
 */
export async function loadFoundModules(found: readonly FoundModules[]): Promise<LoadedExtension[]> {
  const instances: Instances = new Map();
  const loaded = new Map<object, LoadedExtension>();
  for (const { path, files } of found) {
    const modules = await Promise.all(
      files.map((entry) => loadModule(entry, true, instances)),
    );
    const extensions = modules.flatMap(({ extensions }) => extensions);
    if (files.length > 0 && extensions.length === 0) {
      const missed = modules.flatMap(({ missed }) => missed);
      const isHelper = missed.length === 0 && found.length > 1 && files[0].entry === path;
      throw noExtension(path, missed, undefined, isHelper ? helperAdvice(path) : "");
    }
    // One that several files export is one all the same.
    for (const item of extensions) {
      if (!loaded.has(item.extension)) loaded.set(item.extension, item);
    }
  }
  return [...loaded.values()];
}

async function loadModule(
  { entry, specifier, namedBy }: ResolvedEntry,
  runtime: boolean,
  instances: Instances,
): Promise<{ extensions: LoadedExtension[]; missed: string[] }> {
  const source = { origin: entry, runtime, specifier, namedBy };
  try {
    const module = await importInTime(specifier);
    const extensions = extensionsOf(module, source, instances);
    return { extensions, missed: extensions.length > 0 ? [] : missedIn(module) };
  } catch (error) {
    if (error instanceof InfoError) throw error;
    throw new UserError(
      `the extension ${entry}${named(namedBy)} can't be loaded: ${whyNotLoaded(error, specifier)}`,
      { cause: error },
    );
  }
}

/** What to do with a file in a folder of extensions that the others only use. */
function helperAdvice(path: string): string {
  const [, folder, name] = /^(?:(.*)\/)?([^/]+)$/.exec(path) ?? [, "", path];
  return `. If the others only use it, call it ${
    folder ? `${folder}/` : ""
  }_${name}, which is passed over, or put it and them into a folder of their own below`;
}
