/**
 * Texts of others as parts of a page.
 *
 * @module
 */

import { printable, printableJson } from "../../pacts/printable.ts";

const NAMED: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/**
 * A text as text or attribute of XML and HTML: nothing in it begins or ends anything, and what would turn the direction of
 * what is read is written out.
 *
 * @example
 * ```ts
 * import { escaped } from "./escape.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(escaped("</script>\u202e"), "&lt;/script&gt;\\u202e");
 * ```
 */
export function escaped(text: string): string {
  return printable(text.toWellFormed()).replace(/[&<>"']/g, (sign) => NAMED[sign]);
}

/**
 * A value as JSON in a block of data of a page: nothing in it ends the block.
 *
 * @example
 * ```ts
 * import { dataBlock } from "./escape.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(dataBlock(["</script>"]), '["\\u003c/script>"]');
 * ```
 */
export function dataBlock(value: unknown): string {
  return printableJson(JSON.stringify(value)).replaceAll("<", "\\u003c");
}
