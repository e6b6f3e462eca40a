/**
 * What a build puts together.
 *
 * @module
 */

import { dirname, fromFileUrl, join, resolve, toFileUrl } from "@std/path";
import own from "../../deno.json" with { type: "json" };
import { nearest } from "../../pacts/nearest.ts";
import { UserError } from "../core/user_error.ts";
import { loadBase } from "../io/distribution/base.ts";
import { DISTRIBUTIONS } from "../io/distribution/catalogue.ts";
import { type CommandSettings, commandSettingsOf } from "../io/distribution/command_settings.ts";
import type { ResolvedEntry } from "../io/distribution/entry.ts";
import {
  type DistributionManifest,
  isManifest,
  MANIFEST_KEYS,
  manifestNeeds,
  oddKey,
} from "../io/distribution/manifest.ts";
import { resolveDistribution } from "../io/distribution/resolve.ts";
import { reasonOf } from "../io/errors.ts";
import { packageSpecifier } from "../io/modules/run_form.ts";
import { LARGEST, readRegularText } from "../io/read_regular.ts";
import type { BuildOptions } from "./args.ts";
import { type EngineSource, findEngine, relocate } from "./engine_source.ts";
import { findExtensionFiles } from "./extension_files.ts";

/** What a build puts together. */
export interface BuildPlan {
  /** Name of the command, and of what is built. */
  name: string;
  version: string;
  settings: CommandSettings;
  /** The extensions in order, each under a name that is its alone. */
  entries: ResolvedEntry[];
  /** Those of them that may turn out to be mere helpers of the others. */
  optional: ReadonlySet<string>;
  engine: EngineSource;
  /** Folders of the user's, whose own deno.json says what their imports mean. */
  folders: string[];
}

/** A distribution.json, and where its paths start from. */
interface Start {
  manifest: DistributionManifest;
  location: string;
  folder?: string;
}

/**
 * Finds out what is to be built: all extensions of the distribution and its bases, then those of
 * `--extensions-dir`.
 *
 * @throws {UserError} for a distribution or an extension that is not there.
 */
export async function planBuild(options: BuildOptions): Promise<BuildPlan> {
  const { baseDistribution, baseVersion, coreDir, extensionsDirs } = options;
  const isEngine = isEngineName(baseDistribution);
  const engine = await findEngine(coreDir, isEngine ? baseVersion : undefined);
  const { manifest, location, folder } = await findStart(options, engine);
  const base = await findBase(options) ?? manifest.base;
  const resolved = await resolveDistribution({ ...manifest, base }, location);
  const files = (await Promise.all(extensionsDirs.map(findExtensionFiles))).flat();
  return {
    name: manifest.name,
    version: manifest.version,
    settings: await commandSettingsOf({ ...manifest, base }, location),
    entries: distinct([...resolved, ...files]).map(({ entry, specifier }) => ({
      entry,
      specifier: relocate(specifier, engine),
    })),
    // A folder below --extensions-dir may hold modules that its extension only uses.
    optional: new Set(
      files.filter(({ entry }) => entry.split("/").length > 3).map(({ specifier }) => specifier),
    ),
    engine,
    folders: [...folder ? [folder] : [], ...extensionsDirs.map((dir) => resolve(dir))],
  };
}

async function findStart(options: BuildOptions, engine: EngineSource): Promise<Start> {
  const { name, base, baseDistribution, extensionsDirs } = options;
  if (name === undefined) return await readKnown("engine", engine);
  if (/^\.|[/\\]|\.json$/.test(name)) return await readManifest(name);
  if (Object.hasOwn(DISTRIBUTIONS, name)) return await readKnown(name, engine);
  if (base === undefined && baseDistribution === undefined && extensionsDirs.length === 0) {
    const inFolder = `./${name}/distribution.json`;
    const isFolder = await Deno.stat(inFolder).then(({ isFile }) => isFile, () => false);
    throw new UserError(
      `there is no distribution "${name}"${
        isFolder
          ? `; for the one in the folder of that name give ${inFolder}`
          : `${
            nearest(name, Object.keys(DISTRIBUTIONS))
          }. Give the path of a distribution.json, or make a new one with --base or --extensions-dir`
      }`,
    );
  }
  if (!/^[a-z0-9][\w.-]*$/i.test(name)) {
    throw new UserError(
      `"${name}" can't be the name of a file. Use letters, digits, ".", "_" and "-"`,
    );
  }
  return {
    manifest: { name, version: "0.0.0", extensions: [] },
    // It is no file, and must not be taken for one that is there.
    location: toFileUrl(join(Deno.cwd(), "--base.json")).href,
  };
}

/** A distribution of the catalogue: the checkout's, or JSR's. */
async function readKnown(name: string, { root }: EngineSource): Promise<Start> {
  if (root) {
    const url = new URL(`distributions/${name}/distribution.json`, root);
    return {
      manifest: parseManifest(await readText(url, url.pathname), url.pathname),
      location: url.href,
    };
  }
  if (name === "engine") {
    const manifest = { name: "dekube", version: own.version, extensions: [] };
    return { manifest, location: import.meta.url };
  }
  return await loadBase(packageSpecifier("distributions", name), name, "the command line");
}

async function readManifest(path: string): Promise<Start> {
  const file = await findFile(path);
  const manifest = parseManifest(await readText(file, path), path);
  return { manifest, location: toFileUrl(file).href, folder: dirname(file) };
}

/** Loads a base here, where the error can say who asked for it. */
async function checkBase(specifier: string): Promise<string> {
  await loadBase(specifier, specifier, "the command line");
  return specifier;
}

/** A distribution.json by its path, or by its folder's. */
async function findFile(path: string): Promise<string> {
  const isFolder = await Deno.stat(path).then(({ isDirectory }) => isDirectory, () => false);
  return resolve(isFolder ? join(path, "distribution.json") : path);
}

async function readText(file: string | URL, name: string): Promise<string> {
  try {
    return await readRegularText(file instanceof URL ? fromFileUrl(file) : file, LARGEST.settings);
  } catch (error) {
    throw new UserError(`${name} can't be read: ${reasonOf(error)}`);
  }
}

function parseManifest(text: string, path: string): DistributionManifest {
  let manifest: unknown;
  try {
    manifest = JSON.parse(text);
  } catch (error) {
    throw new UserError(`${path} is no JSON: ${firstLine(error)}`);
  }
  if (!isManifest(manifest)) {
    throw new UserError(`${path} is no distribution.json: it needs ${manifestNeeds(manifest)}`);
  }
  const odd = oddKey(manifest);
  if (odd !== undefined) {
    throw new UserError(
      `${path} has "${odd}", which is none of its keys${
        nearest(odd, MANIFEST_KEYS) || ` (${MANIFEST_KEYS.join(", ")})`
      }`,
    );
  }
  return { ...manifest, version: manifest.version ?? "0.0.0" };
}

/** What the flags say of the base, as a distribution.json would write it. */
async function findBase(
  { base, baseDistribution, baseVersion }: BuildOptions,
): Promise<string | undefined> {
  if (base !== undefined) return await findBaseFile(base);
  if (baseDistribution === undefined || isEngineName(baseDistribution)) return baseDistribution;
  if (!Object.hasOwn(DISTRIBUTIONS, baseDistribution)) {
    throw new UserError(
      `--base-distribution names "${baseDistribution}", which the catalogue does not have${
        nearest(baseDistribution, Object.keys(DISTRIBUTIONS))
      }. Give the path of a distribution.json with --base`,
    );
  }
  return baseVersion === undefined
    ? baseDistribution
    : await checkBase(`jsr:@dekube/${baseDistribution}@${baseVersion}`);
}

async function findBaseFile(base: string): Promise<string> {
  if (/^(jsr:|https?:|file:)/.test(base)) return await checkBase(base);
  const file = await findFile(base);
  await readText(file, `--base ${base}`);
  return toFileUrl(file).href;
}

function isEngineName(name?: string): boolean {
  return name === "engine" || name === "core";
}

/** Each module once. Two of the same name, such as `./mine.ts` of two folders, are told apart. */
function distinct(entries: readonly ResolvedEntry[]): ResolvedEntry[] {
  const found = new Map<string, string>();
  for (const { entry, specifier } of entries) {
    if ([...found.values()].includes(specifier)) continue;
    let name = entry;
    for (let count = 2; found.has(name); count++) name = `${entry} (${count})`;
    found.set(name, specifier);
  }
  return [...found].map(([entry, specifier]) => ({ entry, specifier }));
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split("\n")[0];
}
