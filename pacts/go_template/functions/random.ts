/**
 * Sprig's functions that make something up. What is random comes from whoever renders: what is generated is to be the
 * same each time.
 *
 * @module
 */

import { bcrypt, LONGEST_PASSWORD } from "../bcrypt.ts";
import { sha1 } from "../digests.ts";
import { refuse } from "../errors.ts";
import { type Env, fn, type FunctionTable, type GoFunction, variadic } from "../function.ts";
import { strictText } from "../go_text.ts";

/** What a hash by bcrypt costs. */
const HASH_STEPS = 2_000_000;

function randomBytes(count: number, { budget, random }: Env): Uint8Array {
  if (count < 0) refuse("nothing has less than no characters");
  budget.spendText(count);
  if (!random) {
    return refuse("it makes something up each time, and what is generated must stay the same");
  }
  return random(count);
}

/** A text of characters that are all as likely. */
function randomText(characters: string): GoFunction {
  return fn(["int"], (env, count) => {
    // What is left over of 256 would make the first ones likelier.
    const most = 256 - 256 % characters.length;
    let text = "";
    while (text.length < count) {
      for (const byte of randomBytes(count - text.length, env)) {
        if (byte < most) text += characters[byte % characters.length];
      }
    }
    return text;
  });
}

function hashed(password: string, env: Env): string {
  if (password.length > LONGEST_PASSWORD) {
    return `failed to encrypt string with bcrypt: bcrypt: password length exceeds ${LONGEST_PASSWORD} bytes`;
  }
  const salt = randomBytes(16, env);
  env.budget.spend(HASH_STEPS);
  const text = strictText(password);
  return text === undefined ? refuse("a password that is hashed is a text") : bcrypt(text, salt);
}

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const NUMERALS = "0123456789";
const ASCII = Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index)).join("");

/** Functions that need something random. */
export const RANDOM: FunctionTable = {
  randAlphaNum: randomText(LETTERS + NUMERALS),
  randAlpha: randomText(LETTERS),
  randNumeric: randomText(NUMERALS),
  randAscii: randomText(ASCII),
  randBytes: fn(["int"], (env, count) => randomBytes(count, env).toBase64()),
  uuidv4: fn([], (env) => {
    const bytes = Uint8Array.from(randomBytes(16, env));
    bytes[6] = bytes[6] & 0x0f | 0x40;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    return bytes.toHex().replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  }),
  bcrypt: fn(["string"], (env, password) => hashed(password, env)),
  // Which way it is hashed is an argument that Sprig has not had for long.
  htpasswd: variadic(["string", "string"], "string", (env, user, password, [way]) => {
    if (user.includes(":")) return `invalid username: ${user}`;
    return way === "sha"
      ? `${user}:{SHA}${Uint8Array.fromHex(sha1(password)).toBase64()}`
      : `${user}:${hashed(password, env)}`;
  }),
};
