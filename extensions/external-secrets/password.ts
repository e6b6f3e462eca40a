/**
 * Passwords as a Password generator describes them.
 *
 * @see https://external-secrets.io/latest/api/generator/password/
 * @module
 */

import { type Mapping, text } from "@dekube/engine/pacts";

const LOWER = "abcdefghijklmnopqrstuvwxyz";
const UPPER = LOWER.toUpperCase();
const DIGITS = "0123456789";
const SYMBOLS = '~!@#$%^&*()_+`-={}|[]\\:"<>?,./';
const LENGTH = 24;
/** Longest that is made: no program takes more, and each character has to be one that is not there yet. */
const MOST_LENGTH = 4096;

/** Why there can be no such password. */
export class PasswordError extends Error {
  /** `PasswordError`. */
  override readonly name = "PasswordError";
}

/**
 * A password by a spec. Where characters may not repeat, none of each sort is there twice.
 *
 * @throws {PasswordError} where there are too few characters, or more are asked for than it has.
 */
export function password(spec: Mapping): string {
  const length = count(spec.length) || LENGTH;
  if (length > MOST_LENGTH) throw new PasswordError(`length is ${length}; at most ${MOST_LENGTH}`);
  const digits = count(spec.digits) ?? Math.floor(length / 4);
  const symbols = count(spec.symbols) ?? Math.floor(length / 4);
  const letters = length - digits - symbols;
  if (letters < 0) {
    throw new PasswordError(`digits and symbols are ${digits + symbols}, and length is ${length}`);
  }
  const repeats = spec.allowRepeat === true;
  const parts: [string, string, number][] = [
    ["letters", spec.noUpper === true ? LOWER : LOWER + UPPER, letters],
    ["digits", DIGITS, digits],
    [
      "symbols",
      spec.symbolCharacters === undefined ? SYMBOLS : text(spec.symbolCharacters),
      symbols,
    ],
  ];
  const chosen = parts.flatMap(([name, alphabet, wanted]) =>
    choose(name, alphabet, wanted, repeats)
  );
  return inEncoding(shuffled(chosen).join(""), text(spec.encoding));
}

function count(value: unknown): number | undefined {
  return typeof value === "number" && Number.isInteger(value) && value >= 0 ? value : undefined;
}

function choose(name: string, alphabet: string, wanted: number, repeats: boolean): string[] {
  const free = [...alphabet];
  if (wanted > 0 && (free.length === 0 || !repeats && wanted > free.length)) {
    throw new PasswordError(
      `${wanted} ${name} are asked for, and there are ${free.length} to choose from. Set allowRepeat, or ask for fewer`,
    );
  }
  return Array.from({ length: wanted }, () => {
    const index = below(free.length);
    if (repeats) return free[index];
    const chosen = free[index];
    const last = free.pop()!;
    if (index < free.length) free[index] = last;
    return chosen;
  });
}

function shuffled(chosen: string[]): string[] {
  for (let last = chosen.length - 1; last > 0; last--) {
    const other = below(last + 1);
    [chosen[last], chosen[other]] = [chosen[other], chosen[last]];
  }
  return chosen;
}

/** A random whole number below another one, each as likely. */
function below(limit: number): number {
  const whole = 2 ** 32 - 2 ** 32 % limit;
  for (;;) {
    const [random] = crypto.getRandomValues(new Uint32Array(1));
    if (random < whole) return random % limit;
  }
}

function inEncoding(value: string, encoding: string): string {
  const bytes = new TextEncoder().encode(value);
  switch (encoding) {
    case "base64":
      return bytes.toBase64();
    case "base64url":
      return bytes.toBase64({ alphabet: "base64url" });
    case "hex":
      return bytes.toHex();
    case "base32":
      return base32(bytes);
    default:
      return value;
  }
}

const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

function base32(bytes: Uint8Array): string {
  let bits = 0;
  let kept = 0;
  let result = "";
  for (const byte of bytes) {
    kept = (kept << 8 | byte) & 0xffff;
    for (bits += 8; bits >= 5; bits -= 5) result += BASE32[kept >> (bits - 5) & 31];
  }
  if (bits > 0) result += BASE32[kept << (5 - bits) & 31];
  return result.padEnd(Math.ceil(result.length / 8) * 8, "=");
}
