/**
 * Private keys: made, read from PEM, and written as `spec.privateKey` asks.
 *
 * @module
 */

import {
  type Bytes,
  decodePem,
  type DerValue,
  encodePem,
  writeDer,
} from "@dekube/engine/pacts/kubernetes";
import { readWithin, TAG } from "./der.ts";
import type { X509Certificate } from "./x509.ts";

/** Sort of a key. */
export interface KeyType {
  /** Its algorithm. */
  algorithm: "RSA" | "ECDSA" | "Ed25519";
  /** Bits of an RSA key, or of an elliptic curve's field; 0 for Ed25519. */
  size: number;
}

/** How a key is written. */
export type KeyEncoding = "PKCS1" | "PKCS8";

/** A private key. */
export interface PrivateKey {
  /** Its sort. */
  type: KeyType;
  /** The key, fit to sign. */
  key: CryptoKey;
  /** The key in PKCS #8. */
  pkcs8: Bytes;
}

/** Bits of the largest RSA key that is made or used: what one of twice as many does takes eight times as long. */
export const LARGEST_RSA = 8192;

/** What an elliptic curve's key costs; a power of two, so that many of them add up exactly. */
const ELLIPTIC_COST = 1 / 64;

/**
 * How many RSA keys of 2048 bits take as long to make: the time grows with the fourth power of the size.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(keyCost({ algorithm: "RSA", size: 4096 }), 16);
 * assertEquals(keyCost({ algorithm: "ECDSA", size: 256 }), 1 / 64);
 * ```
 */
export function keyCost({ algorithm, size }: KeyType): number {
  return algorithm === "RSA" ? Math.ceil((size / 2048) ** 4) : ELLIPTIC_COST;
}

/** What Web Crypto calls this sort of key; `undefined` for one that it can't have. */
export function webAlgorithm(
  { algorithm, size }: KeyType,
): RsaHashedKeyGenParams | EcKeyGenParams | { name: "Ed25519" } | undefined {
  if (algorithm === "Ed25519") return { name: "Ed25519" };
  if (algorithm === "ECDSA") {
    return [256, 384, 521].includes(size) ? { name: "ECDSA", namedCurve: `P-${size}` } : undefined;
  }
  return {
    name: "RSASSA-PKCS1-v1_5",
    modulusLength: size,
    publicExponent: new Uint8Array([1, 0, 1]),
    hash: hashOf({ algorithm, size }),
  };
}

/** How a key of this sort signs. */
export function signingAlgorithm(type: KeyType): { name: string; hash: string } {
  return { name: webAlgorithm(type)?.name ?? "", hash: hashOf(type) };
}

/** The hash that goes with a key's strength. */
function hashOf({ algorithm, size }: KeyType): string {
  if (algorithm === "ECDSA") return size > 384 ? "SHA-512" : size > 256 ? "SHA-384" : "SHA-256";
  return size >= 4096 ? "SHA-512" : size >= 3072 ? "SHA-384" : "SHA-256";
}

/** The sort of a certificate's key; `undefined` where it is none of those that are made or used here. */
export function keyTypeOf(certificate: X509Certificate): KeyType | undefined {
  const { name, modulusLength, namedCurve } = certificate.publicKey.algorithm as {
    name: string;
    modulusLength?: number;
    namedCurve?: string;
  };
  if (name === "RSASSA-PKCS1-v1_5" && modulusLength !== undefined) {
    return modulusLength <= LARGEST_RSA ? { algorithm: "RSA", size: modulusLength } : undefined;
  }
  if (name === "Ed25519") return { algorithm: "Ed25519", size: 0 };
  const [, size] = /^P-(256|384|521)$/.exec(namedCurve ?? "") ?? [];
  return name === "ECDSA" && size ? { algorithm: "ECDSA", size: Number(size) } : undefined;
}

/** Makes a key, and its public half. */
export async function generateKey(
  type: KeyType,
): Promise<{ privateKey: PrivateKey; publicKey: CryptoKey }> {
  const algorithm = webAlgorithm(type);
  if (!algorithm) throw new Error(`no key of ${type.size} bits can be made`);
  const { privateKey: key, publicKey } = await crypto.subtle.generateKey(
    algorithm,
    true,
    ["sign", "verify"],
  ) as CryptoKeyPair;
  const pkcs8 = new Uint8Array(await crypto.subtle.exportKey("pkcs8", key));
  return { privateKey: { type, key, pkcs8 }, publicKey };
}

/**
 * The private key of a certificate, from PEM: PKCS #8, PKCS #1 or SEC 1. `undefined` where there is
 * none, it is encrypted, or it is not the certificate's.
 */
export async function readPrivateKey(
  pem: string,
  certificate: X509Certificate,
): Promise<PrivateKey | undefined> {
  const type = keyTypeOf(certificate);
  const algorithm = type && webAlgorithm(type);
  const block = decodePem(pem).find(({ label }) => /^((RSA|EC) )?PRIVATE KEY$/.test(label));
  if (!type || !algorithm || !block?.der) return undefined;
  const pkcs8 = block.label === "PRIVATE KEY" ? block.der : toPkcs8(block.der, certificate);
  if (!pkcs8) return undefined;
  try {
    const key = await crypto.subtle.importKey("pkcs8", pkcs8, algorithm, true, ["sign"]);
    return await belongsTo(key, type, certificate) ? { type, key, pkcs8 } : undefined;
  } catch {
    // Web Crypto throws for whatever is not such a key.
    return undefined;
  }
}

async function belongsTo(
  key: CryptoKey,
  type: KeyType,
  certificate: X509Certificate,
): Promise<boolean> {
  const algorithm = signingAlgorithm(type);
  const challenge = new TextEncoder().encode("certificate and key");
  const signature = await crypto.subtle.sign(algorithm, key, challenge);
  const publicKey = await crypto.subtle.importKey(
    "spki",
    certificate.publicKey.rawData,
    webAlgorithm(type)!,
    false,
    ["verify"],
  );
  return await crypto.subtle.verify(algorithm, publicKey, signature, challenge);
}

/** A key without its algorithm, with the one that its certificate names. */
function toPkcs8(der: Bytes, certificate: X509Certificate): Bytes | undefined {
  const [algorithm] = readWithin(new Uint8Array(certificate.publicKey.rawData), TAG.sequence) ?? [];
  if (!algorithm) return undefined;
  const version = writeDer(TAG.integer, new Uint8Array(1));
  return writeDer(TAG.sequence, version, algorithm.whole, writeDer(TAG.octetString, der));
}

/** The key as it is written, with the label of its PEM block. */
export function encodeKey(
  { type, pkcs8 }: PrivateKey,
  encoding: KeyEncoding,
): { label: string; der: Bytes } {
  const [, algorithm, key] = readWithin(pkcs8, TAG.sequence) ?? [];
  // Ed25519 has no notation of its own.
  if (encoding === "PKCS8" || type.algorithm === "Ed25519" || key?.tag !== TAG.octetString) {
    return { label: "PRIVATE KEY", der: pkcs8 };
  }
  if (type.algorithm === "RSA") return { label: "RSA PRIVATE KEY", der: key.content };
  return { label: "EC PRIVATE KEY", der: withCurve(key.content, algorithm) };
}

/** Outside of PKCS #8 an elliptic curve's key must itself say which curve it is on. */
function withCurve(key: Bytes, algorithm: DerValue): Bytes {
  const [version, number, ...rest] = readWithin(key, TAG.sequence) ?? [];
  const [, curve] = readWithin(algorithm.whole, TAG.sequence) ?? [];
  if (!number || !curve || rest[0]?.tag === TAG.first) return key;
  return writeDer(
    TAG.sequence,
    version.whole,
    number.whole,
    writeDer(TAG.first, curve.whole),
    ...rest.map(({ whole }) => whole),
  );
}

/** The key as PEM. */
export function keyPem(key: PrivateKey, encoding: KeyEncoding): string {
  const { label, der } = encodeKey(key, encoding);
  return encodePem(label, der);
}
