/**
 * Finds kustomizations below a folder, and which of them are to be applied: a base that an overlay builds on is part of
 * that overlay, and overlays of one base are alternatives.
 *
 * @module
 */

import { basename, dirname, join, normalize, resolve } from "@std/path";
import { defaultLimits } from "../../../pacts/limits.ts";
import { type KustomizationText, parseKustomization } from "../../core/input/kustomization.ts";
import { listFolder } from "../list_folder.ts";
import { LARGEST, readRegular } from "../read_regular.ts";
import { decodeYaml } from "../../core/input/decode.ts";
import { isIgnoredFolder, KUSTOMIZATIONS } from "../../core/input/project_files.ts";

/** A kustomization. */
export interface Kustomization {
  /** Its folder. */
  folder: string;
  /** Folders and files that it builds on. */
  uses: string[];
  /** Whether it does more than list files: then reading those is not the same. */
  changes: boolean;
  /** Whether it is a component, which is only ever a part of others. */
  isPart?: true;
}

/** Kustomizations that nothing builds on; those of a group are alternatives, of which one is meant. */
export type KustomizationGroup = readonly Kustomization[];

/** More folders are not looked into, nor one that has more names than are left of so many. */
const MOST_FOLDERS = 2000;
const MOST_NAMES = defaultLimits().files;

/** Names of folders whose folders are alternatives. */
const ALTERNATIVES = new Set(["overlays", "overlay", "environments", "envs"]);

/** All kustomizations in a folder and below, in order of their paths. */
export async function findKustomizations(dir: string): Promise<Kustomization[]> {
  const found: Kustomization[] = [];
  const waiting = [dir];
  let left = MOST_NAMES;
  for (let looked = 0; waiting.length > 0 && looked < MOST_FOLDERS; looked++) {
    const folder = waiting.shift()!;
    const entries = await listFolder(folder, left).catch(() => undefined) ?? [];
    left -= entries.length;
    const names = new Set(entries.map(({ name }) => name));
    if (folder !== dir && isIgnoredFolder(folder, names)) continue;
    const file = KUSTOMIZATIONS.find((name) => names.has(name));
    if (file !== undefined) {
      const read = await readKustomization(folder, file);
      if (read) found.push(read);
    }
    for (const { name, isDirectory } of entries) {
      if (isDirectory && !name.startsWith(".")) waiting.push(join(folder, name));
    }
  }
  return found.sort((a, b) => a.folder < b.folder ? -1 : 1);
}

/** What is to be applied: whatever nothing else builds on, alternatives together. */
export function groupsOf(kustomizations: readonly Kustomization[]): KustomizationGroup[] {
  const byFolder = new Map(kustomizations.map((one) => [resolve(one.folder), one]));
  const used = new Set(kustomizations.flatMap(({ uses }) => uses.map((path) => resolve(path))));
  const tops = kustomizations.filter(({ folder, isPart }) => !isPart && !used.has(resolve(folder)));
  const bases = new Map(tops.map((top) => [top, reached(top, byFolder)]));
  const groups: Kustomization[][] = [];
  for (const top of tops) {
    const group = groups.find(([first]) =>
      !bases.get(first)!.isDisjointFrom(bases.get(top)!) ||
      dirname(first.folder) === dirname(top.folder) &&
        ALTERNATIVES.has(basename(dirname(top.folder)))
    );
    if (group) group.push(top);
    else groups.push([top]);
  }
  return groups;
}

/** What a kustomization builds on, at any depth. */
function reached(
  start: Kustomization,
  byFolder: ReadonlyMap<string, Kustomization>,
): Set<string> {
  const found = new Set<string>();
  const waiting = [start];
  for (let next; (next = waiting.pop());) {
    for (const path of next.uses.map((path) => resolve(path))) {
      if (found.has(path)) continue;
      found.add(path);
      const below = byFolder.get(path);
      if (below) waiting.push(below);
    }
  }
  return found;
}

async function readKustomization(
  folder: string,
  file: string,
): Promise<Kustomization | undefined> {
  let said: KustomizationText | undefined;
  try {
    const bytes = await readRegular(join(folder, file), LARGEST.settings);
    said = parseKustomization(decodeYaml(bytes));
  } catch {
    // Whoever applies it says why it can't be read.
    return { folder, uses: [], changes: true };
  }
  if (!said) return undefined;
  const { resources, changes, isPart } = said;
  const uses = resources.map((path) => normalize(join(folder, path)));
  return { folder, uses, changes, ...(isPart ? { isPart } : {}) };
}
