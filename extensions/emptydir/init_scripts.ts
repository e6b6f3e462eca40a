/**
 * Which files the script of an init container makes, as far as its text shows.
 *
 * @module
 */

import { withoutEnd } from "@dekube/engine/pacts";

/** Whether a script makes a file, and no folder, at `path` in `folder`. */
export function makesFile(script: string, folder: string, path: string): boolean {
  const base = plainPath(folder);
  const wanted = `${base === "/" ? "" : base}/${path}`;
  let isMade = false;
  for (const words of commands(script)) {
    const index = words.findIndex((word) => FOLDER_MAKERS.has(word));
    if (index >= 0 && words.includes(wanted, index)) return false;
    isMade ||= isWritten(words, wanted) || isCopied(words, base, wanted);
  }
  return isMade;
}

const FOLDER_MAKERS = new Set(["mkdir", "install", "git"]);

/** Redirections, and options that name what a program is to write: `> FILE`, `tee FILE`, `-o FILE`, `--output=FILE`. */
function isWritten(words: readonly string[], wanted: string): boolean {
  return words.some((word, index) => {
    if (word.replace(/^(?:\d*>{1,2}|-[oO]|--output=)/, "") === wanted && word !== wanted) {
      return true;
    }
    if (word !== wanted) return false;
    return /^(?:\d*>{1,2}|-[oO]|--output)$/.test(words[index - 1] ?? "") ||
      words.slice(0, index).some((verb) => verb === "touch" || verb === "tee");
  });
}

/** One file copied or moved under that name, or into the folder under its own. */
function isCopied(words: readonly string[], base: string, wanted: string): boolean {
  // Not always the first word: `then cp …`, `sh -c cp …`.
  const verb = words.indexOf("cp");
  if (verb < 0) return false;
  const operands = words.slice(verb + 1);
  // It may be a folder.
  if (operands.some((word) => /^-(?:[a-zA-Z]*[rRa]|-recursive|-archive)/.test(word))) return false;
  const files = operands.filter((word) => !word.startsWith("-") && !/^\d*[<>]/.test(word));
  const destination = files.pop();
  if (destination === base) {
    const name = wanted.slice(wanted.lastIndexOf("/"));
    return `${base}${name}` === wanted && files.some((word) => word.endsWith(name));
  }
  return destination === wanted && files.length === 1;
}

/** The words of each command. */
function* commands(script: string): Iterable<string[]> {
  for (const command of script.replaceAll("\\\n", " ").split(/[\n;&|]+/)) {
    if (/^\s*#/.test(command)) continue;
    yield command.trim().split(/\s+/).map(plainPath);
  }
}

function plainPath(word: string): string {
  const path = word.replace(/["']/g, "");
  return path.slice(0, 1) + withoutEnd(path.slice(1), "/");
}
