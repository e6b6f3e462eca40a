/**
 * What somebody gave, as the folder that it stands for.
 *
 * @module
 */

import { limitError, type Limits } from "../../pacts/limits.ts";
import { printable } from "../../pacts/printable.ts";
import { nameOfPath } from "../core/input/source_name.ts";
import { UserError } from "../core/user_error.ts";
import type { Given, GivenFile } from "./messages.ts";
import { isZip, nothingUnpacked, type Unpacked, unzip } from "./unzip.ts";

/** A folder of files. */
export interface GivenTree {
  /** What a person calls what was given; empty where it has no name. */
  given: string;
  /** What a project of it is called; empty where nobody knows. */
  name: string;
  /** Files by their paths. */
  files: ReadonlyMap<string, Uint8Array>;
  /** Paths that lead nowhere. */
  odd: string[];
  /** Whether it is one file that was meant. */
  isFile: boolean;
}

/**
 * The folder that something stands for: of a zip what is in it, and of a single folder what is in that. `before` counts
 * what zips unpack to.
 *
 * @throws {UserError} where it holds more than the limits allow.
 */
export function treeOf(
  given: Given,
  limits: Limits,
  before: Unpacked = nothingUnpacked(),
): GivenTree {
  // One in a folder is no more than one of its files.
  const zipped = given.files.filter(({ path, bytes }) => !path.includes("/") && isZip(bytes));
  const [only] = given.files;
  const isAlone = given.files.length === 1;
  const all = given.files.flatMap((file): GivenFile[] =>
    zipped.includes(file) ? unpacked(file, isAlone, limits, before) : [file]
  ).filter(({ path }) => !/(?:^|\/)__MACOSX\//.test(path));
  if (all.length > limits.files) {
    const at = given.name === "" ? "what was given" : printable(given.name);
    throw new UserError(
      limitError("files", limits, `at ${at} there are more files and folders`).message,
    );
  }
  const odd = all.filter(({ path }) => !isPlain(path)).map(({ path }) => path);
  const files = all.filter(({ path }) => isPlain(path));
  const top = topOf(files);
  const isFile = isAlone && zipped.length === 0 && !only.path.includes("/");
  return {
    given: given.name,
    name: nameOf(given.name, top, isFile),
    files: new Map(files.map(({ path, bytes }) => [path.slice(top.length), bytes])),
    odd,
    isFile,
  };
}

function unpacked(
  { path, bytes }: GivenFile,
  isAlone: boolean,
  limits: Limits,
  before: Unpacked,
): GivenFile[] {
  const files = unzip(path, bytes, limits, before);
  if (isAlone) return files;
  const folder = path.replace(/\.zip$/i, "");
  return files.map((file) => ({ ...file, path: `${folder}/${file.path}` }));
}

/** Whether a path leads to a file below a folder. */
function isPlain(path: string): boolean {
  return !/[\\\0]|^[A-Za-z]:/.test(path) &&
    path.split("/").every((part) => part !== "" && part !== "." && part !== "..");
}

/** The one folder that all files are in, with its `/`; empty where they are in several. */
function topOf(files: readonly GivenFile[]): string {
  const [first] = files;
  const end = first ? first.path.indexOf("/") : -1;
  if (end < 0) return "";
  const top = first.path.slice(0, end + 1);
  return files.every(({ path }) => path.startsWith(top)) ? top : "";
}

function nameOf(name: string, top: string, isFile: boolean): string {
  const whole = top === "" ? name.replace(/\.zip$/i, "") : top.slice(0, -1);
  if (whole === "") return "";
  return nameOfPath([isFile ? whole.replace(/\.(ya?ml|json)$/, "") : whole]);
}
