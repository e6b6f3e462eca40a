/**
 * Values of Secrets while they are put together: texts, and bytes that are none.
 *
 * @module
 */

import { isMapping } from "@dekube/engine/pacts";
import { decodeText, fromBase64 } from "@dekube/engine/pacts/kubernetes";

/** A value; bytes only where they are no text. */
export type Value = string | Uint8Array;

/** Values by their keys. */
export type Values = ReadonlyMap<string, Value>;

/** Bytes as a value. */
export function valueOf(bytes: Uint8Array): Value {
  return decodeText(bytes) ?? bytes;
}

/** A value as a Secret's `data` has it. */
export function encoded(value: Value): string {
  return (typeof value === "string" ? new TextEncoder().encode(value) : value).toBase64();
}

/**
 * A value by a `decodingStrategy`; `undefined` where it can't be decoded.
 *
 * @see https://external-secrets.io/latest/guides/decoding-strategy/
 */
export function decoded(value: Value, strategy: string): Value | undefined {
  if (typeof value !== "string") return value;
  const plain = () => bytesOf(value);
  const ofUrls = () =>
    /[+/]/.test(value) ? undefined : bytesOf(value.replace(/-/g, "+").replace(/_/g, "/"));
  switch (strategy) {
    case "Base64":
      return plain();
    case "Base64URL":
      return ofUrls();
    case "Auto":
      return plain() ?? ofUrls() ?? value;
    default:
      return value;
  }
}

function bytesOf(base64: string): Value | undefined {
  if (base64.replace(/[\r\n]/g, "").length % 4 !== 0) return undefined;
  const bytes = fromBase64(base64);
  return bytes && valueOf(bytes);
}

/** A JSON object's members as values: texts as they are, all else as JSON. `undefined` where a text is no such object. */
export function membersOf(json: Value): Map<string, Value> | undefined {
  const parsed = parsedJson(json);
  if (!isMapping(parsed)) return undefined;
  return new Map(Object.entries(parsed).map(([key, member]) => [key, textOf(member)]));
}

/**
 * What a `property` names in a JSON text: a member by its whole name, else by a path with dots, in which numbers are places
 * in lists. `undefined` where there is none.
 */
export function propertyOf(json: Value, property: string): Value | undefined {
  const parsed = parsedJson(json);
  if (isMapping(parsed) && Object.hasOwn(parsed, property)) return textOf(parsed[property]);
  let found: unknown = parsed;
  for (const key of property.split(/(?<!\\)\./).map((part) => part.replaceAll("\\.", "."))) {
    if (Array.isArray(found) && /^\d+$/.test(key)) found = found[Number(key)];
    else found = isMapping(found) && Object.hasOwn(found, key) ? found[key] : undefined;
  }
  return found === undefined ? undefined : textOf(found);
}

function parsedJson(json: Value): unknown {
  if (typeof json !== "string") return undefined;
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

function textOf(member: unknown): string {
  return typeof member === "string" ? member : JSON.stringify(member);
}
