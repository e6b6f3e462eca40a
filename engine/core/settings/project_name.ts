/**
 * Names of Compose projects.
 *
 * @see https://github.com/compose-spec/compose-spec/blob/main/04-version-and-name.md
 * @module
 */

import { isFilledIn } from "../check/shape.ts";

/**
 * What a text should be to name a project, and the nearest that does; nothing where it is right. Older versions of Docker
 * Compose refuse any other, and newer ones leave out of it what they don't take.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(
 *   expectedProjectName("My Shop"),
 *   'lower-case letters, digits, "-" and "_", such as "myshop"',
 * );
 * assertEquals(expectedProjectName("my-shop"), undefined);
 * ```
 */
export function expectedProjectName(written: string): string | undefined {
  if (/^[a-z0-9][a-z0-9_-]*$/.test(written) || isFilledIn(written)) return undefined;
  // As newer versions have it: a project that runs keeps its name.
  const near = written.toLowerCase().replace(/[^a-z0-9_-]+/g, "").replace(/^[_-]+/, "");
  return `lower-case letters, digits, "-" and "_", such as "${near || "shop"}"`;
}
