/**
 * Looks what there is to convert in a folder.
 *
 * @module
 */

import { basename, join } from "@std/path";
import { InputError, isMissing, reasonOf } from "../errors.ts";

/** What a folder has that can be converted; names are those of its own files. */
export interface Sources {
  /** The helmfile, or the folder of its parts. */
  helmfile?: string;
  /** Chart.yaml. */
  chart?: string;
  /** The kustomization. */
  kustomization?: string;
  /** Files of plain manifests. */
  manifests: string[];
}

/** A folder below, and what can be converted in it. */
export interface Hint {
  /** Its path from the folder that was looked at. */
  folder: string;
  /** What is there. */
  sources: Sources;
}

/** Names of a helmfile, in the order in which helmfile itself looks for them. */
const HELMFILES = ["helmfile.yaml", "helmfile.yaml.gotmpl", "helmfile.d"];
const CHART = "Chart.yaml";
/** Names of a kustomization, as kustomize knows them. */
const KUSTOMIZATIONS = ["kustomization.yaml", "kustomization.yml", "Kustomization"];

/** What every file of these names is: no manifest. */
const NO_MANIFESTS = [...HELMFILES, CHART, ...KUSTOMIZATIONS];

/** A folder with more than this below it is not looked through for hints. */
const MOST_FOLDERS = 100;

/**
 * What there is to convert in a folder; what lies below it does not count. `isOurs` tells files that
 * an earlier run wrote.
 *
 * @throws {InputError} where there is no such folder, or it can't be read.
 *
 * @example
 * ```ts ignore
 * const { helmfile, chart } = await lookIn(".");
 * // helmfile: "helmfile.yaml", chart: undefined
 * ```
 */
export async function lookIn(
  dir: string,
  isOurs: (file: string) => boolean = () => false,
): Promise<Sources> {
  const entries = await list(dir);
  const names = new Set(entries.map(({ name }) => name));
  const pick = (candidates: string[]) => candidates.find((name) => names.has(name));
  const files = entries.filter(({ name, isDirectory }) => !isDirectory && !isOurs(name))
    .map(({ name }) => name).sort();
  const manifests: string[] = [];
  for (const file of files) {
    if (!NO_MANIFESTS.includes(file) && await holdsManifest(join(dir, file))) manifests.push(file);
  }
  return {
    helmfile: pick(HELMFILES),
    chart: pick([CHART]),
    kustomization: pick(KUSTOMIZATIONS),
    manifests,
  };
}

/** Folders right below one that have something to convert, sorted by path. */
export async function lookBelow(dir: string): Promise<Hint[]> {
  const hints: Hint[] = [];
  const folders = (await list(dir)).filter(({ name, isDirectory }) =>
    isDirectory && !name.startsWith(".") && name !== "node_modules"
  ).map(({ name }) => name).sort();
  for (const folder of folders.slice(0, MOST_FOLDERS)) {
    const sources = await lookIn(join(dir, folder)).catch(() => undefined);
    if (sources && !isNothing(sources)) hints.push({ folder, sources });
  }
  return hints;
}

/** Whether a folder has nothing to convert. */
export function isNothing({ helmfile, chart, kustomization, manifests }: Sources): boolean {
  return !helmfile && !chart && !kustomization && manifests.length === 0;
}

/** Whether a folder with these names in it is of no use to anybody who looks for manifests. */
export function isIdle(folder: string, names: ReadonlySet<string>): boolean {
  return basename(folder) === "node_modules" || names.has(".dekube");
}

/**
 * What a folder with these names in it is besides a folder of manifests; nothing where it is no more
 * than that.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(projectOf(new Set(["Chart.yaml", "templates"])), "a chart");
 * assertEquals(projectOf(new Set(["web.yaml"])), undefined);
 * ```
 */
export function projectOf(names: ReadonlySet<string>): string | undefined {
  if (names.has(CHART)) return "a chart";
  if (KUSTOMIZATIONS.some((name) => names.has(name))) return "a kustomization";
  return HELMFILES.some((name) => names.has(name)) ? "a helmfile" : undefined;
}

/** Whether the kustomization of an overlay is there, and what it is called. */
export async function kustomizationIn(dir: string): Promise<string | undefined> {
  const entries = await list(dir).catch(() => []);
  return KUSTOMIZATIONS.find((name) => entries.some((entry) => entry.name === name));
}

/** Whether a file is YAML or JSON with a `kind` at its top, in one document at least. */
async function holdsManifest(path: string): Promise<boolean> {
  if (!/\.(yaml|yml|json)$/.test(path)) return false;
  // What can't be read is not there as far as looking goes; reading says why.
  const text = await Deno.readTextFile(path).catch(() => "");
  return path.endsWith(".json")
    ? /"kind"\s*:/.test(text) && /"apiVersion"\s*:/.test(text)
    : /^(?:--- *)?(?:\{ *)?["']?kind["']? *:/m.test(text);
}

async function list(dir: string): Promise<Deno.DirEntry[]> {
  try {
    return await Array.fromAsync(Deno.readDir(dir));
  } catch (error) {
    const why = isMissing(error) ? "there is no such folder" : reasonOf(error);
    throw new InputError(`"${dir}" can't be looked at: ${why}. Name a folder.`);
  }
}
