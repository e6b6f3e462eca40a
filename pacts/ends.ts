/**
 * Ends of texts.
 *
 * @module
 */

/**
 * A text without some characters at its end. A pattern such as `/\/+$/` looks at each of many slashes again and again
 * where they are not the end.
 *
 * @example
 * ```ts
 * import { withoutEnd } from "@dekube/engine/pacts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(withoutEnd("/srv//data//", "/"), "/srv//data");
 * assertEquals(withoutEnd("web-.", "-."), "web");
 * assertEquals(withoutEnd("//", "/"), "");
 * ```
 */
export function withoutEnd(text: string, characters: string): string {
  let end = text.length;
  while (end > 0 && characters.includes(text[end - 1])) end--;
  return text.slice(0, end);
}
