/**
 * Finds what a folder has that can be converted: a helmfile, a chart, a kustomization, manifests.
 *
 * @module
 */

import { join, SEPARATOR } from "@std/path";
import { defaultLimits } from "../../../pacts/limits.ts";
import { decodeYaml } from "../../core/input/decode.ts";
import {
  CHART,
  HELMFILES,
  isHelmfileText,
  isIgnoredFolder,
  isManifestText,
  KUSTOMIZATIONS,
  MANIFEST_FILE,
  NO_MANIFESTS,
} from "../../core/input/project_files.ts";
import { InputError, isMissing, reasonOf } from "../errors.ts";
import { listFolder } from "../list_folder.ts";
import { LARGEST, readRegular, TooLargeError } from "../read_regular.ts";

/** What a folder has that can be converted; names are those of its own files. */
export interface Sources {
  /** The helmfile, or the folder of its parts. */
  helmfile?: string;
  /** Chart.yaml. */
  chart?: string;
  kustomization?: string;
  /** Files of plain manifests. */
  manifests: string[];
  /** Files that would be such, but are links that lead out of the folder; absent where there are none. */
  outside?: string[];
}

/** What can be converted in a folder below. */
export interface FolderSources {
  /** Its path, from the folder above. */
  folder: string;
  sources: Sources;
}

/** How many names are looked at in a folder: as many as when manifests are read, unless dekube.yaml says otherwise. */
const MOST_NAMES = defaultLimits().files;

/** How many folders below are looked into. */
const MAX_FOLDERS = 500;

/**
 * What there is to convert in a folder; what lies below it does not count. `isOurs` tells files that
 * an earlier run wrote. Manifests behind links that lead out of the folder count where `followsLinks`.
 *
 * @throws {InputError} where there is no such folder, or it can't be read.
 *
 * @example
 * ```ts ignore
 * const { helmfile, chart } = await findSources(".");
 * // helmfile: "helmfile.yaml", chart: undefined
 * ```
 */
export async function findSources(
  dir: string,
  isOurs: (file: string) => boolean = () => false,
  { followsLinks = false }: { followsLinks?: boolean } = {},
): Promise<Sources> {
  const entries = await list(dir);
  const names = new Set(entries.map(({ name }) => name).filter((name) => !isOurs(name)));
  const pick = (candidates: readonly string[]) => candidates.find((name) => names.has(name));
  const files = entries.filter(({ name, isDirectory }) => !isDirectory && !isOurs(name))
    .sort((a, b) => a.name < b.name ? -1 : 1);
  const manifests: string[] = [];
  const outside: string[] = [];
  for (const { name, isSymlink } of files) {
    if (NO_MANIFESTS.includes(name) || !MANIFEST_FILE.test(name)) continue;
    // What a link out of the folder holds is nobody's to look at.
    if (isSymlink && !followsLinks && await leadsOut(dir, name)) outside.push(name);
    else if (await holdsManifest(join(dir, name))) manifests.push(name);
  }
  return {
    helmfile: pick(HELMFILES),
    chart: pick([CHART]),
    kustomization: pick(KUSTOMIZATIONS),
    manifests,
    ...(outside.length > 0 ? { outside } : {}),
  };
}

/** Whether a link in a folder leads out of it. */
async function leadsOut(dir: string, link: string): Promise<boolean> {
  try {
    const [root, real] = await Promise.all([Deno.realPath(dir), Deno.realPath(join(dir, link))]);
    return !real.startsWith(root.endsWith(SEPARATOR) ? root : root + SEPARATOR);
  } catch {
    // One that leads nowhere holds nothing.
    return false;
  }
}

/**
 * Folders below one that have something to convert, nearest first. What is below a project belongs to it, and what is
 * below a folder of manifests is read with it. `isOurs` tells paths from there that an earlier run wrote.
 */
export async function findSourcesBelow(
  dir: string,
  isOurs: (path: string) => boolean = () => false,
): Promise<FolderSources[]> {
  const found: FolderSources[] = [];
  let level = [""];
  for (let looked = 0; level.length > 0 && looked < MAX_FOLDERS;) {
    const next: string[] = [];
    for (const above of level) {
      const entries = await list(join(dir, above)).catch(() => []);
      const folders = entries.filter(({ name, isDirectory }) =>
        isDirectory && !name.startsWith(".")
      ).map(({ name }) => above === "" ? name : `${above}/${name}`).sort();
      for (const folder of folders) {
        if (++looked > MAX_FOLDERS) break;
        if (isOurs(folder)) continue;
        const inside = await list(join(dir, folder)).catch(() => []);
        if (isIgnoredFolder(folder, new Set(inside.map(({ name }) => name)))) continue;
        const sources = await findSources(join(dir, folder), (file) => isOurs(`${folder}/${file}`))
          .catch(() => undefined);
        if (sources && !isEmpty(sources)) found.push({ folder, sources });
        else next.push(folder);
      }
    }
    level = next;
  }
  return found;
}

/** Whether a folder has nothing to convert. */
export function isEmpty({ helmfile, chart, kustomization, manifests }: Sources): boolean {
  return !helmfile && !chart && !kustomization && manifests.length === 0;
}

/** Name of the kustomization in a folder; `undefined` where there is none, or no folder. */
export async function findKustomization(dir: string): Promise<string | undefined> {
  const entries = await list(dir).catch(() => []);
  return KUSTOMIZATIONS.find((name) => entries.some((entry) => entry.name === name));
}

/** Whether a file is YAML or JSON with a `kind` at its top, in one document at least. */
export async function holdsManifest(path: string): Promise<boolean> {
  const text = await textOf(path);
  // What is in a large one is found out when all are read, within their limit.
  if (typeof text !== "string") return text;
  return isManifestText(path, text);
}

/** Whether a file is a helmfile by what it holds, whatever it is called. */
export async function holdsReleases(path: string): Promise<boolean> {
  const text = await textOf(path);
  return typeof text === "string" && isHelmfileText(text);
}

/** The text of a file; where there is none that can be read here, whether that is for its size. */
async function textOf(path: string): Promise<string | boolean> {
  try {
    return decodeYaml(await readRegular(path, LARGEST.settings));
  } catch (error) {
    return error instanceof TooLargeError;
  }
}

async function list(dir: string): Promise<Deno.DirEntry[]> {
  try {
    const entries = await listFolder(dir, MOST_NAMES);
    if (entries) return entries;
    throw new InputError(
      `"${dir}" can't be looked at: there is more in it than ${MOST_NAMES} files and folders. Say with a flag what is to be converted.`,
    );
  } catch (error) {
    if (error instanceof InputError) throw error;
    const why = isMissing(error) ? "there is no such folder" : reasonOf(error);
    throw new InputError(`"${dir}" can't be looked at: ${why}. Name a folder.`);
  }
}
