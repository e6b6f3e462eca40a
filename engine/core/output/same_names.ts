/**
 * Names that only some disks tell apart: on those of macOS and Windows `README` and `readme` are one file.
 *
 * @module
 */

/**
 * A path as a disk sees it that tells no case apart, nor ways to write a letter with its accent, nor dots and spaces at
 * the end of a name.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(foldPath("docs/README"), foldPath("Docs/readme"));
 * ```
 */
export function foldPath(path: string): string {
  return path.normalize("NFD").toUpperCase().toLowerCase().normalize("NFD")
    .split("/").map((part) => part.replace(/(?<=[^. ])[. ]+$/, "")).join("/");
}

/** Whether two of the paths, or of the folders that they lie in, are one for some disk. */
export function collide(paths: Iterable<string>): boolean {
  const seen = new Map<string, string>();
  for (const path of paths) {
    for (const part of prefixes(path)) {
      const folded = foldPath(part);
      if ((seen.get(folded) ?? part) !== part) return true;
      seen.set(folded, part);
    }
  }
  return false;
}

/**
 * A name for each path that no disk takes for another one's: its own where it can be, else one with a number behind it.
 * Which of two keeps its own does not depend on their order. `taken` are names that are given already.
 */
export function apart(paths: Iterable<string>, taken: Iterable<string> = []): Map<string, string> {
  const sorted = [...paths].sort();
  // Folders that differ in case become one, and nothing is lost; a file needs a name of its own.
  const used = new Set(
    [...taken, ...sorted.flatMap((path) => prefixes(path).slice(0, -1))].map(foldPath),
  );
  const names = new Map<string, string>();
  for (const path of sorted) {
    let name = path;
    for (let number = 2; used.has(foldPath(name)); number++) name = `${path}~${number}`;
    used.add(foldPath(name));
    names.set(path, name);
  }
  return names;
}

/**
 * How to spell the folders of paths, so that those which some disk takes for one are one everywhere. Which spelling that
 * is does not depend on the paths' order.
 */
export function oneSpelling(paths: Iterable<string>): (path: string) => string {
  const spellings = new Map<string, string>();
  const folders = [...paths].flatMap((path) => prefixes(path).slice(0, -1));
  for (const folder of folders.sort()) {
    const folded = foldPath(folder);
    if (!spellings.has(folded)) spellings.set(folded, folder.slice(folder.lastIndexOf("/") + 1));
  }
  return (path) =>
    prefixes(path).map((part, index, { length }) => {
      const name = part.slice(part.lastIndexOf("/") + 1);
      return index === length - 1 ? name : spellings.get(foldPath(part)) ?? name;
    }).join("/");
}

/** A path, and the folders that it lies in, outermost first. */
function prefixes(path: string): string[] {
  const parts = path.split("/");
  return parts.map((_, index) => parts.slice(0, index + 1).join("/"));
}
