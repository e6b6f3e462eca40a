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
      const wanted = partsOf(pattern.replace(/^\//, ""));
      return wanted !== undefined &&
        folders.some((path) =>
          takeAll(wanted, pattern.includes("/") ? path : path.slice(path.lastIndexOf("/") + 1))
        );
    });
}

/** Characters of a pattern: a path has no more. */
const LONGEST = 4096;

/** What one part of a pattern takes: one character, or with `"*"` any number of them. */
type Part = "*" | ((character: string) => boolean);

/** The parts of a pattern of Go's `filepath.Match`; nothing where it is none, which Helm does not take either. */
function partsOf(pattern: string): Part[] | undefined {
  const parts: Part[] = [];
  const characters = [...pattern];
  let at = 0;
  /** A character, with what takes its meaning away. */
  const take = (): string | undefined => {
    if (characters[at] === "\\") at++;
    return characters[at++];
  };
  const takeSet = (): Part | undefined => {
    const isNot = characters[at] === "^";
    if (isNot) at++;
    const ranges: [from: string, to: string][] = [];
    while (characters[at] !== "]" || ranges.length === 0) {
      if (characters[at] === "-" || characters[at] === "]") return undefined;
      const from = take();
      const isRange = characters[at] === "-";
      if (isRange && /^[\]-]$/.test(characters[++at] ?? "]")) return undefined;
      const to = isRange ? take() : from;
      if (from === undefined || to === undefined) return undefined;
      ranges.push([from, to]);
    }
    at++;
    // Of a set that would take a slash it is not known that it leaves the folder out.
    return (character) =>
      character !== "/" && isNot !== ranges.some(([from, to]) => isWithin(character, from, to));
  };
  while (at < characters.length) {
    const character = characters[at];
    if (character === "*" || character === "?" || character === "[") {
      at++;
      const part = character === "*" ? "*" : character === "?" ? isNoSlash : takeSet();
      if (part === undefined) return undefined;
      parts.push(part);
    } else {
      const own = take();
      if (own === undefined) return undefined;
      parts.push((other) => other === own);
    }
  }
  return parts;
}

function isNoSlash(character: string): boolean {
  return character !== "/";
}

function isWithin(character: string, from: string, to: string): boolean {
  const code = character.codePointAt(0)!;
  return from.codePointAt(0)! <= code && code <= to.codePointAt(0)!;
}

/** Whether parts take all of a text. Only the last `*` is ever tried again: a chart's author may have written many. */
function takeAll(parts: readonly Part[], text: string): boolean {
  const characters = [...text];
  let [at, part, star, end] = [0, 0, -1, 0];
  while (at < characters.length) {
    const next = parts[part];
    if (next === "*") {
      star = part++;
      end = at;
    } else if (next?.(characters[at])) {
      part++;
      at++;
    } else if (star >= 0 && characters[end] !== "/") {
      part = star + 1;
      at = ++end;
    } else return false;
  }
  return parts.slice(part).every((rest) => rest === "*");
}
