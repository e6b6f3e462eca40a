/**
 * Seals values, as kubeseal does.
 *
 * @module
 */

import { encodePem, readDer } from "@dekube/engine/pacts/kubernetes";

/** A pair of keys. */
export interface Sealer {
  /** The private key as the controller's Secret has it: PKCS #1. */
  pem: string;
  /** The private key in PKCS #8. */
  pkcs8: string;
  /** Seals a text for a label. */
  seal(text: string, label: string): Promise<string>;
}

const RSA = {
  name: "RSA-OAEP",
  hash: "SHA-256",
  modulusLength: 2048,
  publicExponent: new Uint8Array([1, 0, 1]),
};

/** New keys. */
export async function makeSealer(): Promise<Sealer> {
  const { publicKey, privateKey } = await crypto.subtle.generateKey(RSA, true, [
    "encrypt",
    "decrypt",
  ]);
  const pkcs8 = new Uint8Array(await crypto.subtle.exportKey("pkcs8", privateKey));
  const [, , key] = readDer(readDer(pkcs8)![0].content)!;
  return {
    pem: encodePem("RSA PRIVATE KEY", key.content),
    pkcs8: encodePem("PRIVATE KEY", pkcs8),
    async seal(text, label) {
      const session = crypto.getRandomValues(new Uint8Array(32));
      const aes = await crypto.subtle.importKey("raw", session, "AES-GCM", false, ["encrypt"]);
      const [secret, content] = await Promise.all([
        crypto.subtle.encrypt(
          { name: "RSA-OAEP", label: new TextEncoder().encode(label) },
          publicKey,
          session,
        ),
        crypto.subtle.encrypt(
          { name: "AES-GCM", iv: new Uint8Array(12) },
          aes,
          new TextEncoder().encode(text),
        ),
      ]);
      const length = secret.byteLength;
      return new Uint8Array([
        length >> 8,
        length & 255,
        ...new Uint8Array(secret),
        ...new Uint8Array(content),
      ]).toBase64();
    },
  };
}
