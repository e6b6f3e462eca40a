/**
 * Values of Secrets and ConfigMaps, as text and as bytes.
 *
 * @module
 */

import { fromBase64 } from "../encoding/base64.ts";
import { isMapping, text } from "../read.ts";
import type { ConfigMap, Secret } from "./types.ts";

/**
 * Bytes of a Secret's key: `stringData` before `data` (base64). `undefined` where there is no such
 * key, or its base64 is broken.
 *
 * @example
 * ```ts
 * import { secretBytes } from "@dekube/engine/pacts/kubernetes";
 * import { assertEquals } from "@std/assert";
 *
 * const secret = { kind: "Secret", metadata: { name: "keys" }, data: { key: "AP8=" } };
 * assertEquals(secretBytes(secret, "key"), new Uint8Array([0, 255]));
 * ```
 */
export function secretBytes(
  secret: Secret,
  key: string,
): Uint8Array | undefined {
  const plain = field(secret.stringData, key);
  if (plain !== undefined) return new TextEncoder().encode(text(plain));
  return decodeBase64(field(secret.data, key));
}

/**
 * Text of a Secret's key; `undefined` where there is no such key or it holds binary data.
 *
 * @example
 * ```ts
 * import { secretValue } from "@dekube/engine/pacts";
 * import { assertEquals } from "@std/assert";
 *
 * const secret = { kind: "Secret", metadata: { name: "db" }, data: { password: "cGFzcw==" } };
 * assertEquals(secretValue(secret, "password"), "pass");
 * assertEquals(secretValue(secret, "user"), undefined);
 * ```
 */
export function secretValue(secret: Secret, key: string): string | undefined {
  const bytes = secretBytes(secret, key);
  return bytes && decodeText(bytes);
}

/**
 * Content of a ConfigMap's key: text of `data`, bytes of `binaryData`; `undefined` where there is
 * no such key.
 *
 * @example
 * ```ts
 * import { configMapValue } from "@dekube/engine/pacts/kubernetes";
 * import { assertEquals } from "@std/assert";
 *
 * const map = { kind: "ConfigMap", metadata: { name: "app" }, data: { LEVEL: "info" } };
 * assertEquals(configMapValue(map, "LEVEL"), "info");
 * ```
 */
export function configMapValue(
  map: ConfigMap,
  key: string,
): string | Uint8Array | undefined {
  const plain = field(map.data, key);
  if (plain !== undefined) return text(plain);
  return decodeBase64(field(map.binaryData, key));
}

/**
 * The keys of a Secret: of `data`, then of `stringData`.
 *
 * @example
 * ```ts
 * import { secretKeys } from "@dekube/engine/pacts/kubernetes";
 * import { assertEquals } from "@std/assert";
 *
 * const secret = { kind: "Secret", metadata: { name: "db" }, data: { a: "" }, stringData: { b: "" } };
 * assertEquals(secretKeys(secret), ["a", "b"]);
 * ```
 */
export function secretKeys(secret: Secret): string[] {
  return keysOf(secret.data, secret.stringData);
}

/**
 * Whether a Secret has a key, whatever its value.
 *
 * @example
 * ```ts
 * import { hasSecretKey } from "@dekube/engine/pacts/kubernetes";
 * import { assertEquals } from "@std/assert";
 *
 * const secret = { kind: "Secret", metadata: { name: "db" }, data: { a: "" }, stringData: { b: "" } };
 * assertEquals(["a", "b", "c"].map((key) => hasSecretKey(secret, key)), [true, true, false]);
 * ```
 */
export function hasSecretKey(secret: Secret, key: string): boolean {
  return (field(secret.stringData, key) ?? field(secret.data, key)) !== undefined;
}

/**
 * The keys of a ConfigMap: of `data`, then of `binaryData`.
 *
 * @example
 * ```ts
 * import { configMapKeys } from "@dekube/engine/pacts/kubernetes";
 * import { assertEquals } from "@std/assert";
 *
 * const map = { kind: "ConfigMap", metadata: { name: "app" }, data: { a: "" }, binaryData: { b: "" } };
 * assertEquals(configMapKeys(map), ["a", "b"]);
 * ```
 */
export function configMapKeys(map: ConfigMap): string[] {
  return keysOf(map.data, map.binaryData);
}

/**
 * Bytes as text; `undefined` where they are not UTF-8.
 *
 * @example
 * ```ts
 * import { decodeText } from "@dekube/engine/pacts/kubernetes";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(decodeText(new Uint8Array([0xff])), undefined);
 * ```
 */
export function decodeText(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(
      bytes,
    );
  } catch {
    return undefined;
  }
}

function decodeBase64(value: unknown): Uint8Array | undefined {
  return value === undefined ? undefined : fromBase64(text(value));
}

/** A key that is there with `null` holds the empty text: Helm wrote `key:` with nothing behind. */
function field(map: unknown, key: string): unknown {
  return isMapping(map) && Object.hasOwn(map, key) ? map[key] ?? "" : undefined;
}

function keysOf(...maps: unknown[]): string[] {
  return [
    ...new Set(maps.flatMap((map) => isMapping(map) ? Object.keys(map) : [])),
  ];
}
