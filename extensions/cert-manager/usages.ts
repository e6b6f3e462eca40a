/**
 * What a certificate may be used for (`spec.usages`).
 *
 * @module
 */

/** Uses of a certificate. */
export interface Usages {
  /** Bits of the extension keyUsage. */
  bits: number;
  /** Object identifiers of the extension extKeyUsage. */
  extended: string[];
}

const DIGITAL_SIGNATURE = 1;
const KEY_ENCIPHERMENT = 4;
const CERT_SIGN = 32;

/** Bits of keyUsage, by cert-manager's names. */
const BITS: Record<string, number> = {
  "signing": DIGITAL_SIGNATURE,
  "digital signature": DIGITAL_SIGNATURE,
  "content commitment": 2,
  "key encipherment": KEY_ENCIPHERMENT,
  "data encipherment": 8,
  "key agreement": 16,
  "cert sign": CERT_SIGN,
  "crl sign": 64,
  "encipher only": 128,
  "decipher only": 256,
};

/** Object identifiers of extKeyUsage, by cert-manager's names. */
const EXTENDED: Record<string, string> = {
  "any": "2.5.29.37.0",
  "server auth": "1.3.6.1.5.5.7.3.1",
  "client auth": "1.3.6.1.5.5.7.3.2",
  "code signing": "1.3.6.1.5.5.7.3.3",
  "email protection": "1.3.6.1.5.5.7.3.4",
  "s/mime": "1.3.6.1.5.5.7.3.4",
  "ipsec end system": "1.3.6.1.5.5.7.3.5",
  "ipsec tunnel": "1.3.6.1.5.5.7.3.6",
  "ipsec user": "1.3.6.1.5.5.7.3.7",
  "timestamping": "1.3.6.1.5.5.7.3.8",
  "ocsp signing": "1.3.6.1.5.5.7.3.9",
  "microsoft sgc": "1.3.6.1.4.1.311.10.3.3",
  "netscape sgc": "2.16.840.1.113730.4.1",
};

/**
 * The uses that names stand for. Without any, what TLS needs; an authority may sign certificates in
 * any case. `onUnknown` is told of other names.
 *
 * ```ts
 * import { readUsages } from "./usages.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(readUsages(["server auth"], true), { bits: 32, extended: ["1.3.6.1.5.5.7.3.1"] });
 * ```
 */
export function readUsages(
  names: readonly string[],
  isCa: boolean,
  onUnknown: (name: string) => void = () => {},
): Usages {
  let bits = isCa ? CERT_SIGN : 0;
  const wanted = new Set<string>();
  let known = 0;
  for (const name of names) {
    if (Object.hasOwn(BITS, name)) bits |= BITS[name];
    else if (Object.hasOwn(EXTENDED, name)) wanted.add(EXTENDED[name]);
    else {
      onUnknown(name);
      continue;
    }
    known++;
  }
  if (known === 0) bits |= DIGITAL_SIGNATURE | KEY_ENCIPHERMENT;
  return { bits, extended: inOrder(wanted) };
}

/** The uses of both. */
export function mergeUsages(one: Usages, other: Usages): Usages {
  return {
    bits: one.bits | other.bits,
    extended: inOrder(new Set([...one.extended, ...other.extended])),
  };
}

/** The order in which a manifest names them makes no other certificate. */
function inOrder(oids: ReadonlySet<string>): string[] {
  return [...new Set(Object.values(EXTENDED))].filter((oid) => oids.has(oid));
}
