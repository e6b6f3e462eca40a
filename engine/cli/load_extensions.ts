/**
 * Loads the extensions of a run.
 *
 * @module
 */

import { resolve, toFileUrl } from "@std/path";
import type { Config, Diagnostics, ExtensionInfo } from "../../pacts/mod.ts";
import type { LoadedExtension } from "../core/extensions/registry.ts";
import { UserError } from "../core/user_error.ts";
import { EXTENSIONS, isOfCatalogue } from "../io/distribution/catalogue.ts";
import type { CommandSettings } from "../io/distribution/command_settings.ts";
import { type ResolvedEntry, resolveEntry } from "../io/distribution/entry.ts";
import type { DistributionManifest } from "../io/distribution/manifest.ts";
import { findModules, type FoundModules } from "../io/extensions/find_modules.ts";
import { loadEntries, loadFoundModules } from "../io/extensions/load.ts";
import { mergeExtensions } from "../io/extensions/merge.ts";
import { CONFIG_FILES } from "../core/settings/config_text.ts";
import type { CommandOptions } from "./args.ts";

/** What the command needs of its distribution. */
export interface CommandDistribution {
  /** distribution.json. */
  manifest: DistributionManifest;
  /** Finds its extensions; nothing where they were built in. */
  entries: () => Promise<ResolvedEntry[] | undefined>;
  /** Loads its extensions: these, or those that were built in. */
  load: (entries: ResolvedEntry[] | undefined) => Promise<LoadedExtension[]>;
  /** Finds out how the command behaves. */
  settings: () => Promise<CommandSettings>;
  /** The program's own module, where this is a whole program; nothing in another's. */
  program?: string;
}

/** What is to be loaded, as data: it may be loaded elsewhere. */
export interface LoadPlan {
  /** The distribution's own; nothing where they were built in. */
  bundled?: ResolvedEntry[];
  /** What `depends` of dekube.yaml names. */
  depends: ResolvedEntry[];
  /** What `--extension` names. */
  named: ResolvedEntry[];
  /** What is in the folders of `--extensions-dir`. */
  folders: FoundModules[][];
}

/**
 * The distribution's extensions, then those that the user adds: `depends` of dekube.yaml,
 * `--extension`, `--extensions-dir`. A mistake in a name is said before anything is loaded.
 */
export async function planExtensions(
  { outputDir, extensions, extensionsDirs }: CommandOptions,
  { depends }: Config,
  distribution: CommandDistribution,
): Promise<LoadPlan> {
  const fromConfig = toFileUrl(resolve(outputDir, CONFIG_FILES[0])).href;
  const fromHere = toFileUrl(resolve("_")).href;
  const lists = [
    depends.map((entry) => resolveEntry(entry, fromConfig, '"depends" in dekube.yaml')),
    extensions.map((entry) => resolveEntry(entry, fromHere, "--extension")),
  ];
  const bundled = await distribution.entries();
  // What was built in has no address, but is known by its entry.
  const known = new Set(
    bundled ? bundled.map(({ entry }) => entry) : distribution.manifest.extensions,
  );
  const isNew = ({ entry }: ResolvedEntry) => !isName(entry) || !known.has(entry);
  const [added, named] = lists.map((list) => once(list.filter(isNew)));
  return {
    ...bundled ? { bundled } : {},
    depends: added,
    named,
    folders: await Promise.all(extensionsDirs.map(findModules)),
  };
}

/** Loads what was planned. Each list adds to, or replaces by name, what came before it. */
export async function loadPlanned(
  { bundled, depends, named, folders }: LoadPlan,
  { load }: Pick<CommandDistribution, "load">,
  diagnostics: Diagnostics,
): Promise<LoadedExtension[]> {
  const own = await load(bundled);
  const added = await Promise.all([
    ...[depends, named].map((list) => loadEntries(list, true)),
    ...folders.map(loadFoundModules),
  ]);
  return added.reduce((there, more) => mergeExtensions(there, more, diagnostics), own);
}

/** What is to be loaded of others: neither of the distribution, nor of the catalogue. */
export interface ForeignModules {
  /** What the folder's own dekube.yaml names. */
  depends: ResolvedEntry[];
  /** What the command line names, as `import()` takes it. */
  asked: string[];
}

/** Tells what others wrote from what comes with dekube. */
export function foreignIn({ bundled = [], depends, named, folders }: LoadPlan): ForeignModules {
  const own = new Set(bundled.map(({ specifier }) => specifier));
  const isForeign = ({ specifier }: ResolvedEntry) =>
    !own.has(specifier) && !isOfCatalogue(specifier);
  const files = folders.flat().flatMap(({ files }) => files.map(({ specifier }) => specifier));
  return {
    depends: depends.filter(isForeign),
    asked: [...named.filter(isForeign).map(({ specifier }) => specifier), ...files],
  };
}

/** What an extension of the catalogue says of itself; nothing where there is none, or where it is out of reach. */
export async function infoByName(name: string): Promise<ExtensionInfo | undefined> {
  if (!Object.hasOwn(EXTENSIONS, name)) return undefined;
  try {
    const [found] = await loadEntries([resolveEntry(name, import.meta.url, "the catalogue")], true);
    return found.info;
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

/** A path means something else to another file; a name and a specifier do not. */
function isName(entry: string): boolean {
  return !/^\.{0,2}[\\/]|^[^:]+\.[jt]s$/.test(entry);
}

function once(entries: readonly ResolvedEntry[]): ResolvedEntry[] {
  return [...new Map(entries.map((entry) => [entry.specifier, entry])).values()];
}
