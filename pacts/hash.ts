/**
 * A short, stable name for some text.
 *
 * @module
 */

/**
 * FNV-1a of a text as hex digits, eight for each 32 bits. Names things apart; it is no protection
 * against somebody who wants two texts to have one hash.
 *
 * @example
 * ```ts
 * import { shortHash } from "@dekube/engine/pacts/kubernetes";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(shortHash("a"), "e40c292c");
 * ```
 */
export function shortHash(value: string, words = 1): string {
  let result = "";
  for (let word = 0; word < words; word++) {
    let hash = 0x811c9dc5;
    for (
      const byte of new TextEncoder().encode(
        word === 0 ? value : `${word}:${value}`,
      )
    ) {
      hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
    }
    result += hash.toString(16).padStart(8, "0");
  }
  return result;
}
