/**
 * Values from manifests that a proxy's config has no safe words for. Each proxy quotes in its own way; what it can't
 * quote it throws, and the route is closed.
 *
 * @module
 */

/** A value that can't stand in a proxy's config safely. */
export class Unwritable extends Error {
  /** Whether the user has been told why already. */
  readonly isSaid: boolean;

  /** Says what it is about: `it holds a control character`. */
  constructor(why: string, { isSaid = false }: { isSaid?: boolean } = {}) {
    super(why);
    this.name = "Unwritable";
    this.isSaid = isSaid;
  }
}

/**
 * The text, where it is all on one line: no config has words for other control characters either.
 *
 * @throws {Unwritable} where it is not.
 *
 * @example
 * ```ts
 * import { onOneLine, Unwritable } from "@dekube/engine/pacts/proxy";
 * import { assertEquals, assertThrows } from "@std/assert";
 *
 * assertEquals(onOneLine("a b"), "a b");
 * assertThrows(() => onOneLine("a\nb"), Unwritable);
 * ```
 */
export function onOneLine(text: string): string {
  // deno-lint-ignore no-control-regex
  if (/[\u0000-\u001f\u007f]/.test(text)) throw new Unwritable("it holds a control character");
  return text;
}
