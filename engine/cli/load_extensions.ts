/**
 * Loads the extensions of a run.
 *
 * @module
 */

import { resolve, toFileUrl } from "@std/path";
import type { Config, Diagnostics, ExtensionInfo } from "../../pacts/mod.ts";
import type { LoadedExtension } from "../core/extensions/registry.ts";
import { UserError } from "../core/user_error.ts";
import { EXTENSIONS } from "../io/distribution/catalogue.ts";
import type { CommandSettings } from "../io/distribution/command_settings.ts";
import { type ResolvedEntry, resolveEntry } from "../io/distribution/entry.ts";
import type { DistributionManifest } from "../io/distribution/manifest.ts";
import { loadEntries, loadExtensionsDir } from "../io/extensions/load.ts";
import { mergeExtensions } from "../io/extensions/merge.ts";
import { type CommandOptions, CONFIG_FILES } from "./args.ts";

/** What the command needs of its distribution. */
export interface CommandDistribution {
  /** distribution.json. */
  manifest: DistributionManifest;
  /** Loads its extensions. */
  extensions: () => Promise<LoadedExtension[]>;
  /** Finds out how the command behaves. */
  settings: () => Promise<CommandSettings>;
}

/**
 * The distribution's extensions, then those that the user adds: `depends` of dekube.yaml,
 * `--extension`, `--extensions-dir`. Each adds to, or replaces by name, what came before it.
 */
export async function loadExtensions(
  { outputDir, extensions, extensionsDirs }: CommandOptions,
  { depends }: Config,
  distribution: CommandDistribution,
  diagnostics: Diagnostics,
): Promise<LoadedExtension[]> {
  const fromConfig = toFileUrl(resolve(outputDir, CONFIG_FILES[0])).href;
  const fromHere = toFileUrl(resolve("_")).href;
  // A mistake in a name is said before anything is loaded.
  const lists = [
    depends.map((entry) => resolveEntry(entry, fromConfig, '"depends" in dekube.yaml')),
    extensions.map((entry) => resolveEntry(entry, fromHere, "--extension")),
  ];
  const bundled = await distribution.extensions();
  // What was built in has no address, but is known by its entry.
  const known = new Set(bundled.map(({ origin }) => origin));
  const isNew = ({ entry }: ResolvedEntry) => !isName(entry) || !known.has(entry);
  const added = await Promise.all([
    ...lists.map((list) => loadEntries(once(list.filter(isNew)), true)),
    ...extensionsDirs.map(loadExtensionsDir),
  ]);
  return added.reduce((there, more) => mergeExtensions(there, more, diagnostics), bundled);
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
