/**
 * Finds rendered manifests on the disk.
 *
 * @module
 */

import { basename, isAbsolute, join, relative, SEPARATOR } from "@std/path";
import { defaultLimits, limitError, type Limits } from "../../../pacts/limits.ts";
import { InputError, isMissing, reasonOf } from "../errors.ts";
import { listFolder } from "../list_folder.ts";
import { isSame } from "../output/rooted.ts";
import { readRegular, type RegularOptions, TooLargeError } from "../read_regular.ts";
import { decodeYaml } from "../../core/input/decode.ts";

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

/** How a folder is read. */
export interface ReadOptions {
  /** Says which folders to pass over. */
  leaveOut?: LeaveOut;
  /** Whether links that lead out of the folder are followed, too: who wrote the manifests may not be who converts them. */
  followsLinks?: boolean;
  /** What there may be at most: files, and bytes of input. */
  limits?: Limits;
}

/** What lies below a folder. Both lists are sorted by path. */
export interface ManifestFiles {
  files: ManifestFile[];
  problems: ManifestProblem[];
}

/**
 * Reads every `.yaml`, `.yml` and `.json` file below a folder; hidden folders
 * are left out, and links within it are followed. A folder is read once, however many
 * links lead to it. A path that names a file gives that one file.
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
  options: ReadOptions = {},
): Promise<ManifestFiles> {
  const files: ManifestFile[] = [];
  const problems: ManifestProblem[] = [];

  const { limits = defaultLimits() } = options;
  const found = await findFiles(dir, problems, { ...options, limits });
  let left = limits.input;
  for (const { file, path } of found) {
    try {
      const check = options.followsLinks ? undefined : checkWithin(dir, path);
      const bytes = await readRegular(path, left, { check });
      left -= bytes.length;
      files.push({ file, text: decodeYaml(bytes) });
    } catch (error) {
      if (error instanceof TooLargeError) {
        throw new InputError(
          limitError("input", limits, `with ${file} the manifests hold more`).message,
        );
      }
      problems.push({ file, reason: reasonOf(error) });
    }
  }
  return { files, problems: problems.sort(byFile) };
}

/** Checks that what was opened still lies below the folder: meanwhile a link may have come into a part's place. */
function checkWithin(dir: string, path: string): RegularOptions["check"] {
  // It is the very file that was named.
  if (path === dir) return undefined;
  return (opened) => {
    const below = relative(Deno.realPathSync(dir), Deno.realPathSync(path));
    const leadsOut = below === ".." || below.startsWith(`..${SEPARATOR}`) || isAbsolute(below);
    if (!leadsOut && isSame(opened, Deno.lstatSync(join(dir, below)))) return;
    throw new InputError("it became another file while it was read");
  };
}

interface FoundFile {
  file: string;
  path: string;
}

async function findFiles(
  dir: string,
  problems: ManifestProblem[],
  { leaveOut = () => false, followsLinks = false, limits }: ReadOptions & { limits: Limits },
): Promise<FoundFile[]> {
  const info = await Deno.stat(dir).catch((error) => {
    const why = isMissing(error) ? "there is no such folder" : reasonOf(error);
    throw new InputError(
      `Manifests can't be read from "${dir}": ${why}. Name a folder of rendered manifests, or a file.`,
    );
  });
  if (!info.isDirectory) return [{ file: basename(dir), path: dir }];

  const start = await realPath("");
  if (start === undefined) return [];
  const root: string = start;
  const found: FoundFile[] = [];
  const seen = new Set<string>();
  let looked = 0;
  // Real folders come before linked ones, so that a file has its own path rather than that of a link.
  const linked = [""];
  for (let folder; (folder = linked.shift()) !== undefined; linked.sort()) {
    await walk(folder);
  }
  return found.sort(byFile);

  async function walk(folder: string): Promise<void> {
    const real = await realPath(folder);
    if (real === undefined || seen.has(real)) return;
    seen.add(real);
    if (folder !== "" && isAbove(real, root)) {
      problems.push({ file: folder, reason: "it is a link to a folder that the input lies in" });
      return;
    }
    const entries = await list(folder);
    looked += entries.length;
    if (folder !== "" && leaveOut(folder, new Set(entries.map(({ name }) => name)))) return;
    for (const entry of entries) {
      const file = folder === "" ? entry.name : `${folder}/${entry.name}`;
      const path = join(dir, file);
      if (entry.isSymlink && !followsLinks && await leadsOut(file)) continue;
      const { isDirectory, isFile } = entry.isSymlink ? await follow(path) : entry;
      if (isDirectory && !entry.name.startsWith(".")) {
        if (entry.isSymlink) linked.push(file);
        else await walk(file);
      } else if (isFile && /\.(yaml|yml|json)$/.test(entry.name)) {
        found.push({ file, path });
      }
    }
  }

  /** Where a folder really is; input may change while it is read. */
  async function realPath(folder: string): Promise<string | undefined> {
    try {
      return await Deno.realPath(join(dir, folder));
    } catch (error) {
      if (folder === "") {
        throw new InputError(`Manifests can't be read from "${dir}": ${reasonOf(error)}.`);
      }
      problems.push({ file: folder, reason: reasonOf(error) });
      return undefined;
    }
  }

  /** Whether a link leads out of the folder, which is said of those that would be read. */
  async function leadsOut(file: string): Promise<boolean> {
    // One that leads nowhere is read, which says so.
    const real = await Deno.realPath(join(dir, file)).catch(() => undefined);
    if (real === undefined || real === root || real.startsWith(`${root}${SEPARATOR}`)) return false;
    const { isDirectory } = await follow(real);
    const isRead = isDirectory ? !/(^|\/)\.[^/]*$/.test(file) : /\.(yaml|yml|json)$/.test(file);
    if (isRead) {
      problems.push({
        file,
        reason: "it is a link that leads out of the input folder, which --follow-links allows",
      });
    }
    return true;
  }

  async function list(folder: string): Promise<Deno.DirEntry[]> {
    try {
      const entries = await listFolder(join(dir, folder), limits.files - looked);
      if (entries) return entries;
      throw new InputError(
        limitError("files", limits, `at ${folder || dir} there are more files and folders`).message,
      );
    } catch (error) {
      if (error instanceof InputError) throw error;
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
