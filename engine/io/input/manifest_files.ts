/**
 * Finds rendered manifests on the disk.
 *
 * @module
 */

import { basename, join, SEPARATOR } from "@std/path";
import { defaultLimits, limitError, type Limits } from "../../../pacts/limits.ts";
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
 * are left out, and links are followed, but for those that lead to a folder that this one lies in. A folder is read
 * once, however many links lead to it. A path that names a file gives that one file. `leaveOut` says which folders to pass over.
 *
 * @throws {InputError} where the path names nothing, can't be read, or has more below it than the limits allow.
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
  limits: Limits = defaultLimits(),
): Promise<ManifestFiles> {
  const files: ManifestFile[] = [];
  const problems: ManifestProblem[] = [];

  const found = await findFiles(dir, problems, leaveOut, limits);
  let left = limits.input;
  for (const { file, path } of found) {
    try {
      // A file may be larger than memory.
      const bytes = (await Deno.stat(path)).size <= left ? await Deno.readFile(path) : undefined;
      left -= bytes?.length ?? Infinity;
      if (!bytes || left < 0) {
        throw new InputError(
          limitError("input", limits, `with ${file} the manifests hold more`).message,
        );
      }
      files.push({ file, text: decodeYaml(bytes) });
    } catch (error) {
      if (error instanceof InputError) throw error;
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
  limits: Limits,
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
  const root = await Deno.realPath(dir);
  let looked = 0;
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
    if (folder !== "" && isAbove(real, root)) {
      problems.push({ file: folder, reason: "it is a link to a folder that the input lies in" });
      return;
    }
    const entries = await list(folder);
    if (folder !== "" && leaveOut(folder, new Set(entries.map(({ name }) => name)))) return;
    for (const entry of entries) {
      if (++looked > limits.files) {
        throw new InputError(
          limitError("files", limits, `at ${folder || dir} there are more files and folders`)
            .message,
        );
      }
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

/** Whether a folder is one that another one lies in. */
function isAbove(folder: string, other: string): boolean {
  return other !== folder &&
    other.startsWith(folder.endsWith(SEPARATOR) ? folder : folder + SEPARATOR);
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
