/**
 * Finds the line of an extension that something was thrown in.
 *
 * @module
 */

/** Where this is; a script in a browser, which is no module, does not know. */
const HERE = (import.meta.url as string | undefined) ?? "script:///";

/** Folders of what extensions call: their fault may show there, but is not there. */
const OURS = ["engine/", "pacts/"].map((folder) => new URL(`../../../${folder}`, HERE));

/** What calls extensions. */
const CALLER = new URL("./failures.ts", HERE).href;

/** In a file that holds the whole program the engine's calls have the same place as those of its extensions. */
const PROGRAM = HERE;

/**
 * File and line of the first call that is not the engine's own, as the stack of an error has them; none where it has none.
 * `ours` are the folders whose calls are passed over, and those of the file `program` are where they lead to another.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const stack = "Error: boom\n    at Widgets.convert (file:///srv/my%20ext/mod.ts:31:13)";
 * assertEquals(thrownAt(stack), "/srv/my ext/mod.ts:31");
 * ```
 */
export function thrownAt(
  stack: string | undefined,
  ours: readonly URL[] = OURS,
  program: string = PROGRAM,
): string | undefined {
  let own: string | undefined;
  for (const frame of (stack ?? "").slice(0, LONGEST).split("\n")) {
    const { url, line } = placeOf(frame);
    if (url === CALLER) return undefined;
    if (url === "" || ours.some(({ href }) => url.startsWith(href))) continue;
    const place = `${asPath(url)}:${line}`;
    if (url !== program) return place;
    own ??= place;
    // What an extension calls has no such calls between it and the extension; what calls one has.
    if (frame.includes("at async ")) return own;
  }
  return own;
}

/** Where a call is: `at convert (file:///ext/mod.ts:3:9)`, `at async file:///ext/mod.ts:3:9`. */
function placeOf(frame: string): { url: string; line: string } {
  const words = frame.trim().split(/[ (]/);
  const [column, line = "", ...rest] = (words.at(-1) ?? "").split(":").reverse();
  const url = rest.reverse().join(":");
  const isPlace = words[0] === "at" && /^\d+$/.test(line) && /^\d+\)?$/.test(column);
  // What a page makes of its own text is no place that anybody could look at.
  const isNamed = /^data:|:\/\//.test(url) && !url.startsWith("blob:");
  return isPlace && isNamed ? { url, line } : { url: "", line };
}

/** How much of a stack is looked through: what throws decides on its own stack. */
const LONGEST = 20_000;

/** A file's URL as the path that it is; any other as it stands. */
function asPath(url: string): string {
  if (!url.startsWith("file:///")) return url;
  const path = url.slice("file://".length).replace(/^\/(?=[A-Za-z]:\/)/, "");
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
