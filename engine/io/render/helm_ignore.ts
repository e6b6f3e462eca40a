/**
 * What Helm leaves out of a chart, by its `.helmignore`.
 *
 * @see https://helm.sh/docs/chart_template_guide/helm_ignore_file/
 * @module
 */

/**
 * Whether a `.helmignore` leaves a folder of the chart out, with all that is in it. Only patterns that say so by
 * themselves count: what others take back is not looked at.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(ignoresFolder("# mine\nout/\n", "out"), true);
 * assertEquals(ignoresFolder("/out\n", "deploy/out"), false);
 * ```
 */
export function ignoresFolder(text: string, folder: string): boolean {
  const parts = folder.split("/");
  const folders = parts.map((_, index) => parts.slice(0, index + 1).join("/"));
  return text.split(/\r?\n/).map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#") && !line.startsWith("!"))
    .some((line) => {
      // Helm refuses two stars in a row.
      if (line.includes("**") || line.length > LONGEST) return false;
      const pattern = line.replace(/\/$/, "");
      const wanted = regExpOf(pattern.replace(/^\//, ""));
      return folders.some((path) =>
        wanted.test(pattern.includes("/") ? path : path.slice(path.lastIndexOf("/") + 1))
      );
    });
}

/** Characters of a pattern: a path has no more. */
const LONGEST = 4096;

/** A pattern of Go's `filepath.Match`. */
function regExpOf(pattern: string): RegExp {
  const source = pattern.replace(
    /\\(.)|(\*)|(\?)|\[(\^?)((?:\\.|[^\]\\])+)\]|[.+^${}()|\]]/gs,
    (whole, escaped, star, any, not, set) =>
      escaped !== undefined
        ? escaped.replace(/\W/, "\\$&")
        : star
        ? "[^/]*"
        : any
        ? "[^/]"
        : set !== undefined
        ? `[${not}${set.replaceAll("[", "\\[")}]`
        : `\\${whole}`,
  );
  try {
    return new RegExp(`^${source}$`, "s");
  } catch {
    // Helm takes no such pattern either.
    return /(?!)/;
  }
}
