/**
 * js-yaml escapes emoji and the like ("\U0001F600"), std writes them as they are. So they go
 * through js-yaml as characters for private use, two for each, which keeps the length that folding
 * goes by.
 */
export class AstralText {
  #used = false;

  /** The text with stand-ins for its astral characters. */
  replace(text: string): string {
    if (!ASTRAL.test(text)) return text;
    // std escapes them as well where something else in the text needs double quotes; a text that
    // has private characters of its own is left alone, since they could not be told apart.
    if (NEEDS_ESCAPES.test(text) || PRIVATE.test(text)) return text;
    this.#used = true;
    return text.replace(ASTRAL_ALL, (pair) => shift(pair, 0x800));
  }

  /** The text with the astral characters back in place. */
  restore(text: string): string {
    return this.#used ? text.replace(PRIVATE_ALL, (pair) => shift(pair, -0x800)) : text;
  }
}

const ASTRAL = /[\u{10000}-\u{10FFFF}]/u;
const ASTRAL_ALL = new RegExp(ASTRAL, "gu");

/** Where surrogates (U+D800 to U+DFFF) end up. */
const PRIVATE = /[\uE000-\uE7FF]/;
const PRIVATE_ALL = /[\uE000-\uE3FF][\uE400-\uE7FF]/g;

const NEEDS_ESCAPES =
  // deno-lint-ignore no-control-regex
  /[\x00-\x09\x0B-\x1F\x7F-\xA0\u2028\u2029\uFEFF\uFFFE\uFFFF]|\p{Surrogate}/u;

function shift(pair: string, by: number): string {
  return String.fromCharCode(pair.charCodeAt(0) + by, pair.charCodeAt(1) + by);
}
