/**
 * Finds rendered manifests on the disk.
 *
 * @module
 */

import { basename, join } from "@std/path";
import { InputError, isMissing, reasonOf } from "../errors.ts";
import { decodeYaml } from "./decode.ts";

/** A file of manifests, as text. */
export interface ManifestFile {
  /** Path below the folder that was read, `/`-separated. */
  file: string;
  text: string;
}

/** A file that could not be read. */
export interface ManifestProblem {
  /** Path below the folder that was read, `/`-separated. */
  file: string;
  /** Why, in plain words. */
  reason: string;
}

/** Told of a folder below the one that is read, and of the names in it: whether to leave it out. */
export type LeaveOut = (folder: string, names: ReadonlySet<string>) => boolean;

/** What lies below a folder. Both lists are sorted by path. */
export interface ManifestFiles {
  files: ManifestFile[];
  problems: ManifestProblem[];
}

/**
 * Reads every `.yaml`, `.yml` and `.json` file below a folder; hidden folders
 * are left out, and links are followed. A folder is read once, however many
 * links lead to it. A path that names a file gives that one file. `leaveOut` says which folders to pass over.
 *
 * @throws {InputError} where the path names nothing, or can't be read.
 *
 * @example
 * ```ts ignore
 * const { files, problems } = await readManifestFiles("rendered");
 * // files: [{ file: "shop/templates/web.yaml", text: "kind: Deployment\n…" }]
 * ```
 */
export async function readManifestFiles(
  dir: string,
  leaveOut: LeaveOut = () => false,
): Promise<ManifestFiles> {
  const files: ManifestFile[] = [];
  const problems: ManifestProblem[] = [];

  const found = await findFiles(dir, problems, leaveOut);
  for (const { file, path } of found) {
    try {
      files.push({ file, text: decodeYaml(await Deno.readFile(path)) });
    } catch (error) {
      problems.push({ file, reason: reasonOf(error) });
    }
  }
  return { files, problems: problems.sort(byFile) };
}

interface FoundFile {
  file: string;
  path: string;
}

async function findFiles(
  dir: string,
  problems: ManifestProblem[],
  leaveOut: LeaveOut,
): Promise<FoundFile[]> {
  const info = await Deno.stat(dir).catch((error) => {
    const why = isMissing(error) ? "there is no such folder" : reasonOf(error);
    throw new InputError(
      `Manifests can't be read from "${dir}": ${why}. Name a folder of rendered manifests, or a file.`,
    );
  });
  if (!info.isDirectory) return [{ file: basename(dir), path: dir }];

  const found: FoundFile[] = [];
  const seen = new Set<string>();
  // Real folders come before linked ones, so that a file has its own path rather than that of a link.
  const linked = [""];
  for (let folder; (folder = linked.shift()) !== undefined; linked.sort()) {
    await walk(folder);
  }
  return found.sort(byFile);

  async function walk(folder: string): Promise<void> {
    const real = await Deno.realPath(join(dir, folder));
    if (seen.has(real)) return;
    seen.add(real);
    const entries = await list(folder);
    if (folder !== "" && leaveOut(folder, new Set(entries.map(({ name }) => name)))) return;
    for (const entry of entries) {
      const file = folder === "" ? entry.name : `${folder}/${entry.name}`;
      const path = join(dir, file);
      const { isDirectory, isFile } = entry.isSymlink ? await follow(path) : entry;
      if (isDirectory && !entry.name.startsWith(".")) {
        if (entry.isSymlink) linked.push(file);
        else await walk(file);
      } else if (isFile && /\.(yaml|yml|json)$/.test(entry.name)) {
        found.push({ file, path });
      }
    }
  }

  async function list(folder: string): Promise<Deno.DirEntry[]> {
    try {
      return await Array.fromAsync(Deno.readDir(join(dir, folder)));
    } catch (error) {
      if (folder === "") {
        throw new InputError(
          `Manifests can't be read from "${dir}": ${reasonOf(error)}.`,
        );
      }
      problems.push({ file: folder, reason: reasonOf(error) });
      return [];
    }
  }
}

async function follow(
  link: string,
): Promise<{ isDirectory: boolean; isFile: boolean }> {
  try {
    return await Deno.stat(link);
  } catch {
    // Taken for a file, so that reading it says why it leads nowhere.
    return { isDirectory: false, isFile: true };
  }
}

function byFile(a: { file: string }, b: { file: string }): number {
  return a.file < b.file ? -1 : a.file > b.file ? 1 : 0;
}
