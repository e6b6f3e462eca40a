/**
 * bcrypt, which passwords of programs are hashed with.
 *
 * @see https://www.usenix.org/legacy/events/usenix99/provos/provos_html/node4.html
 * @module
 */

/** Words of the boxes, and of all that Blowfish begins with: the digits of pi. */
const ROUNDS = 18;
const BOX = 256;
const WORDS = ROUNDS + 4 * BOX;

let digits: Uint32Array | undefined;

/** The digits of pi behind its point, in words of 32 bits: Machin's formula. */
function piDigits(): Uint32Array {
  if (digits) return digits;
  const bits = BigInt(32 * WORDS);
  const guard = 64n;
  const one = 1n << bits + guard;
  const inverseTangent = (of: bigint) => {
    let power = one / of;
    let sum = power;
    for (let index = 3n, sign = -1n; power > 0n; index += 2n, sign = -sign) {
      power /= of * of;
      sum += sign * (power / index);
    }
    return sum;
  };
  const pi = 4n * (4n * inverseTangent(5n) - inverseTangent(239n)) >> guard;
  const hex = BigInt.asUintN(32 * WORDS, pi).toString(16).padStart(8 * WORDS, "0");
  digits = Uint32Array.from(
    { length: WORDS },
    (_, index) => parseInt(hex.slice(8 * index, 8 * index + 8), 16),
  );
  return digits;
}

/** Blowfish with a state that is expensive to come to. */
class Blowfish {
  /** Keys of rounds, then the boxes. */
  readonly #state = Int32Array.from(piDigits());
  left = 0;
  right = 0;

  /** Encrypts `left` and `right`. */
  encrypt(): void {
    const state = this.#state;
    let left = this.left;
    let right = this.right;
    for (let round = 0; round < ROUNDS - 2; round++) {
      left ^= state[round];
      const mixed = (state[ROUNDS + (left >>> 24)] + state[ROUNDS + BOX + (left >>> 16 & 255)] ^
        state[ROUNDS + 2 * BOX + (left >>> 8 & 255)]) + state[ROUNDS + 3 * BOX + (left & 255)];
      const next = right ^ mixed;
      right = left;
      left = next;
    }
    this.left = right ^ state[ROUNDS - 1];
    this.right = left ^ state[ROUNDS - 2];
  }

  /** Mixes a key into the state, and a salt. */
  expand(key: Int32Array, salt: Int32Array): void {
    const state = this.#state;
    for (let index = 0; index < ROUNDS; index++) state[index] ^= key[index % key.length];
    this.left = 0;
    this.right = 0;
    for (let index = 0; index < WORDS; index += 2) {
      this.left ^= salt[index % salt.length];
      this.right ^= salt[(index + 1) % salt.length];
      this.encrypt();
      state[index] = this.left;
      state[index + 1] = this.right;
    }
  }
}

/** Bytes over and over, as words for all keys of rounds. */
function words(bytes: Uint8Array, count: number): Int32Array {
  return Int32Array.from({ length: count }, (_, index) => {
    let word = 0;
    for (let at = 4 * index; at < 4 * index + 4; at++) word = word << 8 | bytes[at % bytes.length];
    return word;
  });
}

const BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const BCRYPT64 = "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

function encode(bytes: Uint8Array): string {
  return bytes.toBase64({ omitPadding: true }).replace(
    /./g,
    (char) => BCRYPT64[BASE64.indexOf(char)],
  );
}

/** The longest password, in bytes. */
export const LONGEST_PASSWORD = 72;

/**
 * The hash of a password of at most 72 bytes, with 16 bytes of salt.
 *
 * @example
 * ```ts
 * import { bcrypt } from "./bcrypt.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const salt = new Uint8Array(16);
 * assertEquals(
 *   bcrypt(new TextEncoder().encode("U*U"), salt, 5).slice(0, 29),
 *   "$2a$05$......................",
 * );
 * ```
 */
export function bcrypt(password: Uint8Array, salt: Uint8Array, cost = 10): string {
  const key = words(Uint8Array.from([...password, 0]), ROUNDS);
  const salted = words(salt, 4);
  const none = new Int32Array(1);
  const again = words(salt, ROUNDS);
  const cipher = new Blowfish();
  cipher.expand(key, salted);
  for (let round = 2 ** cost; round > 0; round--) {
    cipher.expand(key, none);
    cipher.expand(again, none);
  }
  const text = words(new TextEncoder().encode("OrpheanBeholderScryDoubt"), 6);
  const hash = new DataView(new ArrayBuffer(24));
  for (let block = 0; block < 6; block += 2) {
    cipher.left = text[block];
    cipher.right = text[block + 1];
    for (let round = 0; round < 64; round++) cipher.encrypt();
    hash.setInt32(4 * block, cipher.left);
    hash.setInt32(4 * block + 4, cipher.right);
  }
  const spelled = encode(salt) + encode(new Uint8Array(hash.buffer, 0, 23));
  return `$2a$${String(cost).padStart(2, "0")}$${spelled}`;
}
