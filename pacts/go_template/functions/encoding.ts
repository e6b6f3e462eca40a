/**
 * Sprig's encodings.
 *
 * @see https://masterminds.github.io/sprig/encoding.html
 * @module
 */

import { fn, type FunctionTable } from "../function.ts";
import { bytesToGo, goBytes } from "../go_text.ts";

/** Functions that encode and decode; those that decode give a message of Go's where they can't, as Sprig's do. */
export const ENCODING: FunctionTable = {
  b64enc: fn(["string"], (_env, text) => goBytes(text).toBase64()),
  b64dec: fn(["string"], (_env, text) => decode64(text)),
  b32enc: fn(["string"], (_env, text) => encode32(text)),
  b32dec: fn(["string"], (_env, text) => decode32(text)),
  hexdec: fn(["string"], (_env, text) => {
    const bad = /[^0-9a-fA-F]/.exec(text.length % 2 ? text.slice(0, -1) : text);
    if (bad) return `encoding/hex: invalid byte: ${byteName(bad[0])}`;
    if (text.length % 2) {
      const last = text.at(-1)!;
      return /[0-9a-fA-F]/.test(last)
        ? "encoding/hex: odd length hex string"
        : `encoding/hex: invalid byte: ${byteName(last)}`;
    }
    return bytesToGo(Uint8Array.fromHex(text));
  }),
  // What templates of External Secrets Operator's engine v1 have.
  base64encode: fn(["string"], (_env, text) => goBytes(text).toBase64()),
  base64decode: fn(["string"], (_env, text) => decode64(text)),
  toBytes: fn(["string"], (_env, text) => text),
};

function byteName(char: string): string {
  const code = char.charCodeAt(0);
  const shown = code > 0x20 && code < 0x7f
    ? ` '${char === "'" ? "\\'" : char}'`
    : code === 0x20
    ? " ' '"
    : "";
  return `U+${code.toString(16).toUpperCase().padStart(4, "0")}${shown}`;
}

/** Base64 as Go reads it: strictly, but line breaks may stand anywhere. */
function decode64(text: string): string {
  const clean = text.replace(/[\r\n]/g, "");
  const match = /^[A-Za-z0-9+/]*/.exec(clean)![0].length;
  const padding = clean.slice(match);
  const whole = match % 4;
  const isWhole = padding === (whole === 0 ? "" : whole === 2 ? "==" : whole === 3 ? "=" : "?");
  if (isWhole) return bytesToGo(Uint8Array.fromBase64(clean));
  return `illegal base64 data at input byte ${badByte(text, match, padding)}`;
}

/** Where Go stops to read base64. */
function badByte(text: string, match: number, padding: string): number {
  let wanted = match;
  if (/^=/.test(padding)) {
    const rest = match % 4;
    if (rest === 2 && padding.length === 1) return text.length;
    if (rest === 3 || (rest === 2 && padding[1] === "=")) wanted += rest === 2 ? 2 : 1;
  } else if (padding === "") {
    // All is read, and something is missing.
    const whole = match - (match % 4);
    return placeOf(text, whole);
  }
  return placeOf(text, wanted);
}

/** Where a character stands if line breaks count. */
function placeOf(text: string, wanted: number): number {
  let seen = 0;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === "\r" || text[at] === "\n") continue;
    if (seen++ === wanted) return at;
  }
  return text.length;
}

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

function encode32(text: string): string {
  const parts: string[] = [];
  for (let at = 0; at < text.length; at += 5) {
    let block = 0n;
    const size = Math.min(5, text.length - at);
    for (let index = 0; index < 5; index++) {
      block = block << 8n | BigInt(index < size ? text.charCodeAt(at + index) : 0);
    }
    const digits = Math.ceil(size * 8 / 5);
    for (let index = 0; index < 8; index++) {
      parts.push(index < digits ? ALPHABET[Number(block >> BigInt(35 - 5 * index) & 31n)] : "=");
    }
  }
  return parts.join("");
}

/** Digits of a last block that are bytes. */
const WHOLE = new Set([0, 2, 4, 5, 7]);

/** Base32 as Go reads it, which says of a block that is cut off where it begins. */
function decode32(text: string): string {
  const clean = text.replace(/[\r\n]/g, "");
  const digits = /^[A-Z2-7]*/.exec(clean)![0];
  const rest = digits.length % 8;
  const padding = clean.slice(digits.length);
  const bad = (at: number) => `illegal base32 data at input byte ${at}`;
  if (padding === "" && rest > 0) return bad(digits.length - rest);
  if (padding !== "") {
    if (padding[0] !== "=" || rest < 2 || padding.length > 8) return bad(digits.length);
    if (padding.length + rest < 8) return bad(clean.length);
    const other = /[^=]/.exec(padding.slice(0, 8 - rest));
    if (other) return bad(digits.length + other.index - 1);
    if (!WHOLE.has(rest)) return bad(digits.length);
  }
  const bytes: number[] = [];
  let bits = 0;
  let count = 0;
  for (const digit of digits) {
    bits = (bits << 5 | ALPHABET.indexOf(digit)) & 0xfff;
    count += 5;
    if (count >= 8) bytes.push(bits >> (count -= 8) & 255);
  }
  return bytesToGo(Uint8Array.from(bytes));
}
