/**
 * DER, the bytes that certificates and keys are written in.
 *
 * @module
 */

import type { Bytes } from "./base64.ts";

/** One value. */
export interface DerValue {
  /** What it is. */
  tag: number;
  /** Its content. */
  content: Bytes;
  /** Tag, length and content. */
  whole: Bytes;
}

/**
 * The values that stand one after the other; `undefined` where they are cut off.
 *
 * @example
 * ```ts
 * import { readDer } from "@dekube/engine/pacts/kubernetes";
 * import { assertEquals } from "@std/assert";
 *
 * const [integer] = readDer(new Uint8Array([2, 1, 7]))!;
 * assertEquals([integer.tag, ...integer.content], [2, 7]);
 * assertEquals(readDer(new Uint8Array([2, 9, 7])), undefined);
 * ```
 */
export function readDer(der: Bytes): DerValue[] | undefined {
  const values: DerValue[] = [];
  for (let at = 0; at < der.length;) {
    const start = at;
    const tag = der[at++];
    let length = der[at++] ?? 0;
    if (length >= 0x80) {
      let size = length - 0x80;
      if (size === 0 || size > 4) return undefined;
      for (length = 0; size > 0; size--) length = length * 256 + (der[at++] ?? 0);
    }
    if (at + length > der.length) return undefined;
    values.push({
      tag,
      content: der.subarray(at, at + length),
      whole: der.subarray(start, at + length),
    });
    at += length;
  }
  return values;
}

const INTEGER = 0x02;
const BIT_STRING = 0x03;
const SEQUENCE = 0x30;
const VERSION = 0xa0;

/**
 * Whether something is built like an X.509 certificate, down to the fields that every one has. Who
 * signed it, and when it ends, is not looked at.
 *
 * @example
 * ```ts
 * import { isCertificate } from "@dekube/engine/pacts/kubernetes";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(isCertificate(new Uint8Array([0x30, 0])), false);
 * ```
 */
export function isCertificate(der: Bytes): boolean {
  const [outer, ...more] = readDer(der) ?? [];
  if (outer?.tag !== SEQUENCE || more.length > 0) return false;
  const parts = readDer(outer.content) ?? [];
  if (!startsWith(parts, [SEQUENCE, SEQUENCE, BIT_STRING]) || parts.length !== 3) return false;
  const fields = readDer(parts[0].content) ?? [];
  // Serial number, signature algorithm, issuer, validity, subject, public key.
  return startsWith(
    fields.slice(fields[0]?.tag === VERSION ? 1 : 0),
    [INTEGER, SEQUENCE, SEQUENCE, SEQUENCE, SEQUENCE, SEQUENCE],
  );
}

function startsWith(values: readonly DerValue[], tags: readonly number[]): boolean {
  return tags.every((tag, index) => values[index]?.tag === tag);
}

/**
 * A value of a tag with this content.
 *
 * @example
 * ```ts
 * import { writeDer } from "@dekube/engine/pacts/kubernetes";
 * import { assertEquals } from "@std/assert";
 *
 * const version = writeDer(0x02, new Uint8Array([0]));
 * assertEquals(writeDer(0x30, version), new Uint8Array([0x30, 3, 2, 1, 0]));
 * ```
 */
export function writeDer(tag: number, ...parts: Uint8Array[]): Bytes {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const digits: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) digits.unshift(rest % 256);
  const header = length < 0x80 ? [tag, length] : [tag, 0x80 + digits.length, ...digits];
  const der = new Uint8Array(header.length + length);
  der.set(header);
  let at = header.length;
  for (const part of parts) {
    der.set(part, at);
    at += part.length;
  }
  return der;
}
