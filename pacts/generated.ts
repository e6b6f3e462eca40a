/**
 * What an operator makes up once and keeps: passwords, tokens, ids.
 *
 * @module
 */

import type { Manifest, ResourceId } from "./manifest.ts";

/** Values that are made up in the first run, and are the same in every later one. */
export interface Generated {
  /**
   * A value that belongs to an object: what the last run made, else what `make` makes, 128 random bits as 32 hexadecimal
   * digits where it is left out. It lies in a file below `secrets/`, in a folder of the extension's own that no object can
   * be called; who empties that file gets a new one.
   *
   * @param owner The object, by which the value is known.
   * @param key Tells the object's values apart, for instance `password`: letters, digits, `-`, `_` and `.`.
   * @param make What makes a new one, never empty.
   * @param fits Whether a value of an earlier run is still one that can be used; any is, where it is left out.
   */
  value(
    owner: Manifest | ResourceId,
    key: string,
    make?: () => string,
    fits?: (kept: string) => boolean,
  ): string;
}

/**
 * A word of random letters and digits, each as likely as any other.
 *
 * @param length How many.
 *
 * @example
 * ```ts
 * import { randomWord } from "@dekube/engine/pacts";
 * import { assertMatch } from "@std/assert";
 *
 * assertMatch(randomWord(24), /^[A-Za-z0-9]{24}$/);
 * ```
 */
export function randomWord(length: number): string {
  let word = "";
  while (word.length < length) {
    for (const byte of crypto.getRandomValues(new Uint8Array(length))) {
      // What lies above the last whole alphabet would make its first letters likelier.
      if (byte < ALPHABET.length * 4 && word.length < length) {
        word += ALPHABET[byte % ALPHABET.length];
      }
    }
  }
  return word;
}

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
