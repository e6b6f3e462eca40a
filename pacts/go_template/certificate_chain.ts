/**
 * Certificates as templates look at them: who signed whom, by the identifiers of their keys.
 *
 * @module
 */

import type { Bytes } from "../encoding/base64.ts";
import { isCertificate, readDer } from "../encoding/der.ts";

/** What a certificate says. */
export interface Certificate {
  /** Its bytes. */
  der: Bytes;
  /** The identifier of its key, in hex. */
  subject?: string;
  /** The identifier of the key that signed it. */
  issuer?: string;
  /** Names of hosts, addresses, mail addresses and URIs, in this order. */
  names: string[];
}

const EXTENSIONS = 0xa3;
const OCTET_STRING = 0x04;

/** Extensions by their identifiers, in hex. */
const SUBJECT_KEY = "551d0e";
const AUTHORITY_KEY = "551d23";
const NAMES = "551d11";

/** Tags of names, in the order in which they are given. */
const NAME_TAGS = [0x82, 0x87, 0x81, 0x86];
const ADDRESS = 0x87;

/** Reads a certificate; `undefined` where it is none. */
export function readCertificate(der: Bytes): Certificate | undefined {
  if (!isCertificate(der)) return undefined;
  const [outer] = readDer(der)!;
  const fields = readDer(readDer(outer.content)![0].content)!;
  const certificate: Certificate = { der, names: [] };
  const wrapped = fields.find(({ tag }) => tag === EXTENSIONS);
  const [list] = wrapped ? readDer(wrapped.content) ?? [] : [];
  for (const extension of (list && readDer(list.content)) ?? []) {
    const parts = readDer(extension.content) ?? [];
    const value = parts.at(-1);
    if (value?.tag !== OCTET_STRING) continue;
    const [inner] = readDer(value.content) ?? [];
    if (!inner) continue;
    switch (parts[0].content.toHex()) {
      case SUBJECT_KEY:
        certificate.subject = inner.content.toHex();
        break;
      case AUTHORITY_KEY:
        certificate.issuer = readDer(inner.content)?.find(({ tag }) => tag === 0x80)?.content
          .toHex();
        break;
      case NAMES: {
        const names = readDer(inner.content) ?? [];
        certificate.names = NAME_TAGS.flatMap((wanted) =>
          names.filter(({ tag }) => tag === wanted).map(({ content }) =>
            wanted === ADDRESS ? addressText(content) : new TextDecoder().decode(content)
          )
        );
      }
    }
  }
  return certificate;
}

function addressText(bytes: Bytes): string {
  if (bytes.length !== 16) return bytes.join(".");
  const groups = Array.from(
    { length: 8 },
    (_, index) => (bytes[2 * index] * 256 + bytes[2 * index + 1]).toString(16),
  );
  const host = new URL(`http://[${groups.join(":")}]/`).hostname;
  return host.slice(1, -1);
}

/** Certificates from the leaf to the root; what is wrong where they are no one chain. */
export function chainOf(certificates: readonly Certificate[]): Certificate[] | string {
  const parents = certificates.map((certificate) =>
    certificates.findIndex((other) =>
      other !== certificate && (certificate.issuer ?? "") === (other.subject ?? "")
    )
  );
  const leaves = certificates.keys().filter((index) => !parents.includes(index)).toArray();
  if (leaves.length > 1) return "the certificates are more than one chain";
  if (leaves.length === 0) return "no certificate is a leaf";
  const chain: Certificate[] = [];
  for (let at = leaves[0]; at >= 0; at = parents[at]) {
    chain.push(certificates[at]);
    if (chain.length > certificates.length) return "the certificates form a ring";
  }
  return chain;
}
