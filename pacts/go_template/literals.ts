/**
 * Texts, characters and numbers as Go writes them.
 *
 * @module
 */

import { fromRunes, goText, runeText } from "./go_text.ts";

const SIMPLE: Readonly<Record<string, string>> = {
  a: "\x07",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
  "\\": "\\",
};

/** Digits of an escape, and whether it is of a byte or a character. */
const NUMERIC: Readonly<Record<string, readonly [digits: number, isByte: boolean]>> = {
  x: [2, true],
  u: [4, false],
  U: [8, false],
};

/** What a text in quotes says, as bytes; `undefined` where an escape is none. */
export function unquote(quoted: string): string | undefined {
  const quote = quoted[0];
  const inner = quoted.slice(1, -1);
  if (quote === "`") return goText(inner.replaceAll("\r", ""));
  const parts: string[] = [];
  for (let at = 0; at < inner.length;) {
    const escape = inner.indexOf("\\", at);
    const end = escape < 0 ? inner.length : escape;
    if (end > at) parts.push(fromRunes(inner.slice(at, end)));
    if (escape < 0) break;
    const read = unescape(inner, escape + 1, quote);
    if (!read) return undefined;
    parts.push(read.text);
    at = read.end;
  }
  return parts.join("");
}

interface Escape {
  text: string;
  code: number;
  end: number;
}

function unescape(inner: string, at: number, quote: string): Escape | undefined {
  const letter = inner[at] ?? "";
  const simple = letter === quote ? quote : Object.hasOwn(SIMPLE, letter) && SIMPLE[letter];
  if (simple) return { text: simple, code: simple.charCodeAt(0), end: at + 1 };
  const octal = /^[0-7]{3}$/.test(inner.slice(at, at + 3)) ? inner.slice(at, at + 3) : undefined;
  if (octal !== undefined) {
    const code = parseInt(octal, 8);
    return code > 255 ? undefined : { text: String.fromCharCode(code), code, end: at + 3 };
  }
  if (!Object.hasOwn(NUMERIC, letter)) return undefined;
  const [digits, isByte] = NUMERIC[letter];
  const written = inner.slice(at + 1, at + 1 + digits);
  if (written.length < digits || !/^[0-9a-fA-F]+$/.test(written)) return undefined;
  const code = parseInt(written, 16);
  if (!isByte && (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff))) return undefined;
  const text = isByte ? String.fromCharCode(code) : runeText(code);
  return { text, code, end: at + 1 + digits };
}

/** The code point of a character in single quotes; `undefined` where it is none. */
export function unquoteChar(quoted: string): number | undefined {
  const inner = quoted.slice(1, -1);
  if (inner.startsWith("\\")) {
    const escape = unescape(inner, 1, "'");
    return escape?.end === inner.length ? escape.code : undefined;
  }
  const code = inner.codePointAt(0);
  return code !== undefined && String.fromCodePoint(code) === inner ? code : undefined;
}

/** A number as it is written, by all types that can have it. */
export interface NumberLiteral {
  /** As a whole number. */
  int?: bigint;
  /** As a float; every number is one. */
  float: number;
  /** Whether it is a float where no type is asked for. */
  isFloat: boolean;
}

const INT =
  /^([+-]?)(?:0[xX]((?:_?[0-9a-fA-F])+)|0[oO]?((?:_?[0-7])+)|0[bB]((?:_?[01])+)|(0|[1-9](?:_?[0-9])*))$/;

/**
 * A whole number as Go's `ParseInt` reads it, of 64 bits; `undefined` where it is none.
 *
 * @example
 * ```ts
 * import { parseInt64 } from "./literals.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(parseInt64("0x1f"), 31n);
 * assertEquals(parseInt64("010"), 8n);
 * assertEquals(parseInt64("1_000"), 1000n);
 * assertEquals(parseInt64("09"), undefined);
 * ```
 */
export function parseInt64(text: string): bigint | undefined {
  const value = parseBig(text);
  return value !== undefined && BigInt.asIntN(64, value) === value ? value : undefined;
}

function parseBig(text: string): bigint | undefined {
  // None is longer than 64 digits, a prefix and as many underscores.
  if (text.length > 140) return undefined;
  const [, sign, hex, octal, binary, decimal] = INT.exec(text) ?? [];
  if (sign === undefined) return undefined;
  const digits = (written: string | undefined, prefix: string) =>
    written === undefined ? undefined : BigInt(prefix + written.replaceAll("_", ""));
  const value = digits(hex, "0x") ?? digits(octal, "0o") ?? digits(binary, "0b") ??
    digits(decimal, "")!;
  return sign === "-" ? -value : value;
}

/** A number of a template; what is wrong with it where it is none. */
export function parseNumber(text: string): NumberLiteral | string {
  const int = parseBig(text);
  if (int !== undefined) {
    return BigInt.asIntN(64, int) === int
      ? { int, float: Number(int), isFloat: false }
      : "a number that is too large for an int";
  }
  const float = parseFloat64(text);
  if (float === undefined || !/[.eEpP]/.test(text)) return "a number that can't be read";
  const isInt = Number.isInteger(float) && Math.abs(float) < 2 ** 63;
  return { int: isInt ? BigInt(float) : undefined, float, isFloat: true };
}

/** A decimal number as Go's `ParseFloat` reads it; `undefined` where it is none, or too large. */
export function parseFloat64(text: string): number | undefined {
  if (!/^[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$/.test(text)) return undefined;
  const float = Number(text);
  return Number.isFinite(float) ? float : undefined;
}
