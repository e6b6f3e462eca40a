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
