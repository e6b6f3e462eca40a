/**
 * What in a file's URL is no path.
 *
 * @module
 */

/** What no name of a file has; a backslash may be in one where it parts none. */
const NO_NAME = Deno.build.os === "windows" ? /%(?:2f|5c|00)/i : /%(?:2f|00)/i;

/**
 * Refuses a `file:` URL that stands for no path of its own: broken escapes, separators within a name, and a machine's name
 * where paths have none.
 *
 * @throws {URIError} where it does; `TypeError` where it is no URL.
 *
 * @example
 * ```ts
 * import { assertThrows } from "@std/assert";
 *
 * checkFileUrl("file:///shop/a%20b.ts");
 * assertThrows(() => checkFileUrl("file:///shop/%zz.ts"), URIError);
 * assertThrows(() => checkFileUrl("file:///shop/lib%2f..%2fkey.ts"), URIError);
 * ```
 */
export function checkFileUrl(url: string): void {
  const { host, pathname } = new URL(url);
  if (host !== "" && Deno.build.os !== "windows") throw new URIError(`${url} names a machine`);
  decodeURIComponent(pathname);
  if (NO_NAME.test(pathname)) throw new URIError(`${url} has a separator within a name`);
}
