/**
 * Text replacements of dekube.yaml.
 *
 * @module
 */

import type { Replacement } from "./config.ts";
import { defaultLimits, limitError } from "./limits.ts";

/**
 * Applies replacements one after the other, each to every occurrence. `checkSize` is told how large the text will be
 * before it grows, and may refuse.
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
  checkSize: (bytes: number) => void = checkDefault,
): string {
  return replacements.reduce((result, { old, new: replacement }) => {
    if (!old) return result;
    const grows = replacement.length - old.length;
    if (grows > 0) {
      const growth = grows * occurrences(result, old);
      if (growth > 0) checkSize(result.length + growth);
    }
    return result.replaceAll(old, () => replacement);
  }, text);
}

function occurrences(text: string, part: string): number {
  let count = 0;
  for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + part.length)) count++;
  return count;
}

function checkDefault(bytes: number): void {
  const limits = defaultLimits();
  if (bytes <= limits.output) return;
  throw limitError("output", limits, "with replacements, a text is larger");
}
