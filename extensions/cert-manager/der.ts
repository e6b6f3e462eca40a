/**
 * DER, as far as the formats of private keys need it.
 *
 * @module
 */

import { type Bytes, type DerValue, readDer } from "@dekube/engine/pacts/kubernetes";

/** Tags of the values that occur in keys. */
export const TAG = {
  integer: 0x02,
  octetString: 0x04,
  sequence: 0x30,
  /** `[0]`, explicit. */
  first: 0xa0,
} as const;

/** The values within the one that `der` is; `undefined` where it is not of that tag. */
export function readWithin(der: Bytes, tag: number): DerValue[] | undefined {
  const [outer, ...more] = readDer(der) ?? [];
  return outer?.tag === tag && more.length === 0 ? readDer(outer.content) : undefined;
}

/** A value with this content. */
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
