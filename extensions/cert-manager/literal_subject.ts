/**
 * Distinguished names as text, in the notation of RFC 4514 (`spec.literalSubject`).
 *
 * @module
 */

import { append } from "@dekube/engine/pacts";
import { ATTRIBUTE_OIDS, type Subject, type SubjectAttribute } from "./subject.ts";

/** Dotted numbers; what begins with 0 or 1 goes on with at most 39. */
const OID = /^(?:[01]\.[1-3]?\d|2\.(?:0|[1-9]\d{0,8}))(?:\.(?:0|[1-9]\d{0,8}))*$/;

/**
 * Reads `CN=app,OU=web,DC=example`. The text begins with what comes last in the certificate.
 * `undefined` where it is no such name.
 *
 * ```ts
 * import { parseLiteralSubject } from "./literal_subject.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(parseLiteralSubject("CN=app,O=Example\\, Inc."), [
 *   [{ oid: "2.5.4.10", value: "Example, Inc." }],
 *   [{ oid: "2.5.4.3", value: "app" }],
 * ]);
 * ```
 */
export function parseLiteralSubject(text: string): Subject | undefined {
  const subject: Subject = [];
  for (const part of split(text, ",")) {
    const attributes: SubjectAttribute[] = [];
    for (const pair of split(part, "+")) {
      const [, type, raw] = /^\s*([A-Za-z][A-Za-z0-9-]*|[\d.]+)\s*=(.*)$/s.exec(pair) ?? [];
      if (type === undefined) return undefined;
      const oid = OID.test(type) ? type : ATTRIBUTE_OIDS[type.toUpperCase()];
      const value = unescape(raw);
      if (oid === undefined || value === undefined || value === "") return undefined;
      attributes.push({ oid, value });
    }
    subject.unshift(attributes);
  }
  return subject;
}

/** The pieces between separators that no backslash precedes. */
function split(text: string, separator: string): string[] {
  const pieces = [""];
  for (const [token] of text.matchAll(/\\.|[^\\]|\\$/gs)) {
    if (token === separator) pieces.push("");
    else pieces[pieces.length - 1] += token;
  }
  return pieces;
}

/** The value without its backslashes; `undefined` where one escapes nothing, or quotes are missing. */
function unescape(raw: string): string | undefined {
  const bytes: number[] = [];
  const tokens = [...raw.matchAll(/((?:\\[0-9A-Fa-f]{2})+)|\\(.)|([^\\])|(\\)/gsu)];
  let kept = 0;
  for (const [, hex, escaped, plain, stray] of tokens) {
    if (stray !== undefined || plain === '"' || plain === ";") return undefined;
    if (hex !== undefined) {
      for (const digits of hex.slice(1).split("\\")) bytes.push(parseInt(digits, 16));
      kept = bytes.length;
      continue;
    }
    const isEdge = plain !== undefined && /\s/.test(plain) && bytes.length === 0;
    if (!isEdge) append(bytes, new TextEncoder().encode(escaped ?? plain));
    // Spaces around a value do not belong to it, unless they are escaped.
    if (escaped !== undefined || /\S/.test(plain)) kept = bytes.length;
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(new Uint8Array(bytes.slice(0, kept)));
  } catch {
    return undefined;
  }
}
