/**
 * Digests, of Go strings. Web Crypto's can only be waited for, which nothing within a template can.
 *
 * @see https://csrc.nist.gov/pubs/fips/180-4/upd1/final
 * @module
 */

/** A form of SHA-2: bits of a word, rounds, and the rotations of its functions. */
interface Sha2 {
  bits: number;
  rounds: number;
  sums: readonly (readonly [number, number, number])[];
  mixes: readonly (readonly [number, number, number])[];
}

const SHA_256: Sha2 = {
  bits: 32,
  rounds: 64,
  sums: [[2, 13, 22], [6, 11, 25]],
  mixes: [[7, 18, 3], [17, 19, 10]],
};
const SHA_512: Sha2 = {
  bits: 64,
  rounds: 80,
  sums: [[28, 34, 39], [14, 18, 41]],
  mixes: [[1, 8, 7], [19, 61, 6]],
};

function firstPrimes(count: number): bigint[] {
  const primes: bigint[] = [];
  for (let number = 2n; primes.length < count; number++) {
    if (primes.every((prime) => number % prime !== 0n)) primes.push(number);
  }
  return primes;
}

/** The first bits behind the point of a square or cube root. */
function rootBits(of: bigint, power: bigint, bits: number): bigint {
  const scaled = of << BigInt(bits) * power;
  let low = 0n;
  for (let bit = 1n << BigInt(bits + 8); bit > 0n; bit >>= 1n) {
    if ((low + bit) ** power <= scaled) low += bit;
  }
  return BigInt.asUintN(bits, low);
}

/** The message with its length, in blocks of words. */
function padded(text: string, blockBytes: number): Uint8Array {
  const lengthBytes = blockBytes / 8;
  const size = Math.ceil((text.length + 1 + lengthBytes) / blockBytes) * blockBytes;
  const bytes = new Uint8Array(size);
  for (let at = 0; at < text.length; at++) bytes[at] = text.charCodeAt(at);
  bytes[text.length] = 0x80;
  new DataView(bytes.buffer).setBigUint64(size - 8, BigInt(text.length) * 8n);
  return bytes;
}

function sha2(text: string, { bits, rounds, sums, mixes }: Sha2): string {
  const cut = (value: bigint) => BigInt.asUintN(bits, value);
  const turn = (value: bigint, by: number) => cut(value >> BigInt(by) | value << BigInt(bits - by));
  const sum = (value: bigint, [a, b, c]: readonly [number, number, number]) =>
    turn(value, a) ^ turn(value, b) ^ turn(value, c);
  const mix = (value: bigint, [a, b, c]: readonly [number, number, number]) =>
    turn(value, a) ^ turn(value, b) ^ value >> BigInt(c);
  const primes = firstPrimes(rounds);
  const constants = primes.map((prime) => rootBits(prime, 3n, bits));
  let state = primes.slice(0, 8).map((prime) => rootBits(prime, 2n, bits));
  const bytes = padded(text, bits * 2);
  const view = new DataView(bytes.buffer);
  const word = (at: number) => bits === 64 ? view.getBigUint64(at) : BigInt(view.getUint32(at));
  for (let block = 0; block < bytes.length; block += bits * 2) {
    const words = Array.from({ length: 16 }, (_, index) => word(block + index * bits / 8));
    for (let at = 16; at < rounds; at++) {
      words.push(
        cut(
          words[at - 16] + mix(words[at - 15], mixes[0]) + words[at - 7] +
            mix(words[at - 2], mixes[1]),
        ),
      );
    }
    let [a, b, c, d, e, f, g, h] = state;
    for (let at = 0; at < rounds; at++) {
      const choice = g ^ e & (f ^ g);
      const majority = a & b ^ c & (a ^ b);
      const first = h + sum(e, sums[1]) + choice + constants[at] + words[at];
      const second = sum(a, sums[0]) + majority;
      [h, g, f, e, d, c, b, a] = [g, f, e, cut(d + first), c, b, a, cut(first + second)];
    }
    state = [a, b, c, d, e, f, g, h].map((value, index) => cut(value + state[index]));
  }
  return state.map((value) => value.toString(16).padStart(bits / 4, "0")).join("");
}

/**
 * SHA-256 in hex.
 *
 * @example
 * ```ts
 * import { sha256 } from "./digests.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(sha256("").slice(0, 16), "e3b0c44298fc1c14");
 * ```
 */
export function sha256(text: string): string {
  return sha2(text, SHA_256);
}

/** SHA-512 in hex. */
export function sha512(text: string): string {
  return sha2(text, SHA_512);
}

/** SHA-1 in hex. */
export function sha1(text: string): string {
  const state = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0];
  const bytes = padded(text, 64);
  const view = new DataView(bytes.buffer);
  const turn = (value: number, by: number) => value << by | value >>> 32 - by;
  for (let block = 0; block < bytes.length; block += 64) {
    const words = Array.from({ length: 16 }, (_, index) => view.getInt32(block + 4 * index));
    for (let at = 16; at < 80; at++) {
      words.push(turn(words[at - 3] ^ words[at - 8] ^ words[at - 14] ^ words[at - 16], 1));
    }
    let [a, b, c, d, e] = state;
    for (let at = 0; at < 80; at++) {
      const [mixed, constant] = at < 20
        ? [d ^ b & (c ^ d), 0x5a827999]
        : at < 40
        ? [b ^ c ^ d, 0x6ed9eba1]
        : at < 60
        ? [b & c | d & (b | c), 0x8f1bbcdc]
        : [b ^ c ^ d, 0xca62c1d6];
      const next = turn(a, 5) + mixed + e + constant + words[at] | 0;
      [e, d, c, b, a] = [d, c, turn(b, 30), a, next];
    }
    for (const [index, value] of [a, b, c, d, e].entries()) state[index] = state[index] + value | 0;
  }
  return state.map((value) => (value >>> 0).toString(16).padStart(8, "0")).join("");
}

/** Adler-32. */
export function adler32(text: string): number {
  let a = 1;
  let b = 0;
  for (let at = 0; at < text.length; at++) {
    a = (a + text.charCodeAt(at)) % 65521;
    b = (b + a) % 65521;
  }
  return b * 65536 + a;
}
