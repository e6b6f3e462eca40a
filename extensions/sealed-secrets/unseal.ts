/**
 * Opens what is sealed: AES-GCM with a key that is encrypted by RSA-OAEP.
 *
 * @module
 */

import type { LimitGuard } from "@dekube/engine/pacts";
import { type Bytes, decodePem, fromBase64, writeDer } from "@dekube/engine/pacts/kubernetes";

/** What one try takes of the time that making a key does. */
const TRY = 0.01;

/** What a key opens with: the fewest bytes of each part. */
const LENGTH_BYTES = 2;

/** Private keys, the one that opened something last first. */
export class UnsealingKeys {
  readonly #keys: CryptoKey[] = [];
  readonly #known = new Set<string>();
  readonly #limits: Pick<LimitGuard, "makeKey">;

  /** No keys yet; what trying them takes is limited. */
  constructor(limits: Pick<LimitGuard, "makeKey">) {
    this.#limits = limits;
  }

  /**
   * Adds the keys in a text: PEM (PKCS #8, or PKCS #1 as the controller writes it), also as base64, as Secrets have it.
   * Returns how many there were.
   */
  async add(written: string): Promise<number> {
    let count = 0;
    for (const { label, der } of decodePem(pemIn(written))) {
      const key = der && await imported(label, der);
      if (!key) continue;
      count++;
      const known = der.toBase64();
      if (this.#known.has(known)) continue;
      this.#known.add(known);
      this.#keys.push(key);
    }
    return count;
  }

  /** Whether there is any. */
  get isEmpty(): boolean {
    return this.#keys.length === 0;
  }

  /** What was sealed under a label; `undefined` where no key opens it. */
  async open(sealed: string, label: string): Promise<Bytes | undefined> {
    const bytes = fromBase64(sealed);
    if (!bytes || bytes.length < LENGTH_BYTES) return undefined;
    const end = LENGTH_BYTES + (bytes[0] << 8 | bytes[1]);
    const [secret, content] = [bytes.subarray(LENGTH_BYTES, end), bytes.subarray(end)];
    for (const [index, key] of this.#keys.entries()) {
      this.#limits.makeKey({}, TRY);
      const opened = await openedWith(key, secret, content, label);
      if (!opened) continue;
      this.#keys.splice(index, 1);
      this.#keys.unshift(key);
      return opened;
    }
    return undefined;
  }
}

function pemIn(written: string): string {
  if (written.includes("-----BEGIN")) return written;
  const bytes = fromBase64(written.replace(/\s/g, ""));
  return bytes ? new TextDecoder().decode(bytes) : "";
}

/** What says that a key is one of RSA: its algorithm, and that it has no parameters. */
const RSA = new Uint8Array([
  ...[0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86],
  ...[0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00],
]);

async function imported(label: string, der: Bytes): Promise<CryptoKey | undefined> {
  const pkcs8 = label === "RSA PRIVATE KEY"
    ? writeDer(0x30, writeDer(0x02, new Uint8Array(1)), RSA, writeDer(0x04, der))
    : der;
  try {
    return await crypto.subtle.importKey(
      "pkcs8",
      pkcs8,
      { name: "RSA-OAEP", hash: "SHA-256" },
      false,
      ["decrypt"],
    );
  } catch {
    // A certificate, another algorithm's key, or none.
    return undefined;
  }
}

async function openedWith(
  key: CryptoKey,
  secret: Bytes,
  content: Bytes,
  label: string,
): Promise<Bytes | undefined> {
  try {
    const session = await crypto.subtle.decrypt(
      { name: "RSA-OAEP", label: new TextEncoder().encode(label) },
      key,
      secret,
    );
    const aes = await crypto.subtle.importKey("raw", session, "AES-GCM", false, ["decrypt"]);
    // The key is used once, so that the controller counts from nothing.
    const iv = new Uint8Array(12);
    return new Uint8Array(await crypto.subtle.decrypt({ name: "AES-GCM", iv }, aes, content));
  } catch {
    // Web Crypto throws for whatever it can't open.
    return undefined;
  }
}
