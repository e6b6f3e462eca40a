/**
 * Everything that an object says.
 *
 * @module
 */

import { isMapping } from "../read.ts";
import type { Manifest } from "../manifest.ts";
import { secretKeys, secretValue } from "./secrets.ts";

/**
 * All texts in an object, at any depth, but for its metadata and status; a Secret's decoded.
 *
 * @example
 * ```ts
 * import { objectTexts } from "@dekube/engine/pacts/kubernetes";
 * import { assertEquals } from "@std/assert";
 *
 * const secret = { kind: "Secret", metadata: { name: "db" }, data: { host: "ZGI=" } };
 * assertEquals([...objectTexts(secret)], ["db"]);
 * const map = { kind: "ConfigMap", metadata: { name: "db" }, data: { host: "db", port: 1 } };
 * assertEquals([...objectTexts(map)], ["ConfigMap", "db"]);
 * ```
 */
export function* objectTexts(manifest: Manifest): Iterable<string> {
  if (manifest.kind === "Secret") {
    for (const key of secretKeys(manifest)) yield secretValue(manifest, key) ?? "";
    return;
  }
  const { metadata: _metadata, status: _status, ...rest } = manifest;
  yield* textsWithin(rest);
}

function* textsWithin(value: unknown): Iterable<string> {
  if (typeof value === "string") yield value;
  else if (Array.isArray(value)) { for (const item of value) yield* textsWithin(item); }
  else if (isMapping(value)) { for (const item of Object.values(value)) yield* textsWithin(item); }
}
