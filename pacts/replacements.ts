/**
 * Text replacements of dekube.yaml.
 *
 * @module
 */

import type { Replacement } from "./config.ts";

/**
 * Applies replacements one after the other, each to every occurrence.
 *
 * @example
 * ```ts
 * import { applyReplacements } from "@dekube/engine/pacts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(applyReplacements("http://a/a", [{ old: "a", new: "b" }]), "http://b/b");
 * ```
 */
export function applyReplacements(
  text: string,
  replacements: readonly Replacement[],
): string {
  return replacements.reduce(
    (result, { old, new: replacement }) => old ? result.replaceAll(old, () => replacement) : result,
    text,
  );
}
