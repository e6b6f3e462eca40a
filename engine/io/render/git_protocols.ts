/**
 * What git may do for kustomize, which gets remote bases with it.
 *
 * kustomize hands the `ref` of an address to git as it stands, and git takes one such as `--upload-pack=…` for a flag that
 * names a program to run: here for a repository on this machine, there for one that is reached by SSH.
 *
 * @module
 */

import { join, resolve } from "@std/path";
import { isMapping } from "../../../pacts/mod.ts";
import { decodeYaml } from "../../core/input/decode.ts";
import { KUSTOMIZATIONS } from "../../core/input/project_files.ts";
import { parseYaml } from "../../core/manifests/parse.ts";
import { isMissing, isTooLong, RenderError } from "../errors.ts";
import { LARGEST, readRegular } from "../read_regular.ts";

/** The variable by which git is told what it may speak. */
const VARIABLE = "GIT_ALLOW_PROTOCOL";

/** What runs no program that an address names. */
const HARMLESS = ["http", "https", "git"];

/** More do not wait to be looked into. */
const MOST_FOLDERS = 2000;

/**
 * Variables for kustomize, by which git runs no program that an address names. SSH is spoken where the kustomizations of
 * this machine could be looked at and name an address of it, or the user does: what they get from elsewhere may not. What
 * the user has told git stays.
 *
 * @throws {RenderError} where an address would be a flag of git's.
 */
export async function gitEnvironment(dir: string): Promise<Record<string, string>> {
  const { state } = Deno.permissions.querySync({ name: "env", variable: VARIABLE });
  const { paths, isCutOff } = await namedBelow(dir);
  for (const [file, path] of paths) {
    if (!hasFlag(path)) continue;
    throw new RenderError(
      `"${file}" names an address whose branch or tag git would take for a flag, and could run a program by: ${path}. Take it out, if you trust the rest`,
    );
  }
  if (state === "granted" && Deno.env.get(VARIABLE) !== undefined) return {};
  const speaksSsh = isOfSsh(dir) || !isCutOff && paths.some(([, path]) => isOfSsh(path));
  return { [VARIABLE]: [...HARMLESS, ...speaksSsh ? ["ssh"] : []].join(":") };
}

/** Whether a query has a value that a program would take for a flag: `…?ref=--upload-pack=…`. */
function hasFlag(path: string): boolean {
  const start = path.indexOf("?");
  return start >= 0 &&
    [...new URLSearchParams(path.slice(start + 1))].some(([, value]) => /^\s*-/.test(value));
}

/** `ssh://host/…`, `git@host:…`, `git@host/…`. */
function isOfSsh(path: string): boolean {
  return /^(?:git::)?(?:(?:git\+)?ssh:\/\/|[\w.-]+@[\w.-]+[:/])/i.test(path);
}

/** The lists of a kustomization that name what others are made of; kustomize takes them in any case of letters. */
const LISTS = new Set([
  "resources",
  "bases",
  "components",
  "generators",
  "transformers",
  "validators",
]);

/** What kustomizations name, with the file that names it. */
interface Named {
  paths: [file: string, path: string][];
  /** Whether there may be more than could be read. */
  isCutOff: boolean;
}

/** What a kustomization names, and those in the folders that it builds on. */
async function namedBelow(dir: string): Promise<Named> {
  const found: Named = { paths: [], isCutOff: false };
  const waiting = [dir];
  const seen = new Set<string>();
  let bytesLeft = LARGEST.settings;
  for (let folder; (folder = waiting.pop()) !== undefined;) {
    const file = await kustomizationIn(folder, bytesLeft);
    if (file === "unknown") found.isCutOff = true;
    if (typeof file === "string" || seen.has(file.real)) continue;
    seen.add(file.real);
    bytesLeft -= file.size;
    for (const path of file.paths) {
      found.paths.push([file.path, path]);
      // What holds these is no name of a folder.
      if (/[\0\n]/.test(path)) continue;
      if (waiting.length < MOST_FOLDERS) waiting.push(resolve(folder, path));
      else found.isCutOff = true;
    }
  }
  return found;
}

/** A kustomization that was read. */
interface Kustomization {
  path: string;
  /** Where it lies, whatever links lead there. */
  real: string;
  size: number;
  paths: string[];
}

/** The kustomization in a folder; `unknown` where there may be one that can't be read. */
async function kustomizationIn(
  folder: string,
  most: number,
): Promise<Kustomization | "none" | "unknown"> {
  for (const name of KUSTOMIZATIONS) {
    const path = join(folder, name);
    if (Deno.permissions.querySync({ name: "read", path }).state !== "granted") return "unknown";
    try {
      const bytes = await readRegular(path, most);
      const document = parseYaml(decodeYaml(bytes));
      const lists = isMapping(document) ? Object.entries(document) : [];
      const paths = lists.filter(([key]) => LISTS.has(key.toLowerCase()))
        .flatMap(([, list]) => Array.isArray(list) ? list : [list])
        .filter((path) => typeof path === "string");
      return { path, real: await Deno.realPath(path), size: bytes.length, paths };
    } catch (error) {
      // What is no YAML for us may be some for kustomize.
      if (!isMissing(error) && !isTooLong(error)) return "unknown";
    }
  }
  return "none";
}
