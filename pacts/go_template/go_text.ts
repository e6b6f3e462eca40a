/**
 * Go's strings are bytes: `b64dec` makes any, `len` counts and `trunc` cuts them. Here each is a JavaScript string of
 * characters up to 255, one for each byte, which compares and cuts as Go does.
 *
 * @module
 */

const encoder = new TextEncoder();
const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const lax = new TextDecoder("utf-8", { ignoreBOM: true });

/** At most so many characters are made of arguments at once. */
const CHUNK = 8192;

/** Lone surrogates from here on stand for bytes that are no UTF-8. */
const BROKEN = 0xdc00;

const ASCII = /^[\0-\x7f]*$/;

/**
 * Text as Go has it: bytes.
 *
 * @example
 * ```ts
 * import { goText } from "./go_text.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(goText("é").length, 2);
 * ```
 */
export function goText(text: string): string {
  if (ASCII.test(text)) return text;
  return bytesToGo(encoder.encode(text));
}

/** Bytes as a Go string. */
export function bytesToGo(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += CHUNK) {
    text += String.fromCharCode(...bytes.subarray(at, at + CHUNK));
  }
  return text;
}

/** The bytes of a Go string. */
export function goBytes(text: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at++) bytes[at] = text.charCodeAt(at);
  return bytes;
}

/** A Go string as a text; `undefined` where its bytes are none. */
export function strictText(text: string): string | undefined {
  try {
    return strict.decode(goBytes(text));
  } catch {
    return undefined;
  }
}

/** The text of a Go string; what is no UTF-8 becomes U+FFFD. */
export function jsText(text: string): string {
  return ASCII.test(text) ? text : lax.decode(goBytes(text));
}

/**
 * The characters of a Go string, for what goes through them; a byte that is no UTF-8 is a lone surrogate, which
 * `fromRunes()` turns into the byte again.
 *
 * @example
 * ```ts
 * import { fromRunes, toRunes } from "./go_text.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(toRunes("a\xc3\xa9\xff"), "aé\udcff");
 * assertEquals(fromRunes("aé\udcff"), "a\xc3\xa9\xff");
 * ```
 */
export function toRunes(text: string): string {
  if (ASCII.test(text)) return text;
  const bytes = goBytes(text);
  try {
    return strict.decode(bytes);
  } catch {
    // Some bytes are none.
  }
  const parts: string[] = [];
  for (let at = 0; at < bytes.length;) {
    const size = sequenceAt(bytes, at);
    parts.push(
      size === 0
        ? String.fromCharCode(BROKEN + bytes[at])
        : strict.decode(bytes.subarray(at, at + size)),
    );
    at += Math.max(size, 1);
  }
  return parts.join("");
}

/** Bytes of the character at a place; 0 where there is none. */
function sequenceAt(bytes: Uint8Array, at: number): number {
  const first = bytes[at];
  const size = first < 0x80 ? 1 : first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
  if (size === 0 || at + size > bytes.length) return 0;
  try {
    strict.decode(bytes.subarray(at, at + size));
    return size;
  } catch {
    return 0;
  }
}

/** Characters as a Go string. */
export function fromRunes(runes: string): string {
  if (ASCII.test(runes)) return runes;
  if (runes.isWellFormed()) return goText(runes);
  const parts: string[] = [];
  for (const rune of runes) {
    const code = rune.codePointAt(0)!;
    parts.push(isBroken(code) ? String.fromCharCode(code - BROKEN) : goText(rune));
  }
  return parts.join("");
}

/** Whether a character stands for a byte that is no UTF-8. */
export function isBroken(code: number): boolean {
  return code >= BROKEN + 0x80 && code <= BROKEN + 0xff;
}

/** A code point as a Go string; what is none becomes U+FFFD. */
export function runeText(code: number): string {
  const isRune = code >= 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);
  return goText(String.fromCodePoint(isRune ? code : 0xfffd));
}
