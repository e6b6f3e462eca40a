/**
 * Regular expressions from manifests, written for nginx or HAProxy (PCRE) or for Go, as they can stand in a Caddyfile.
 * One that Go refuses would keep Caddy from starting.
 *
 * @module
 */

import { goRegex } from "@dekube/engine/pacts/regex";

/**
 * A regular expression for Go that means the same.
 *
 * @throws {BadRegex} where there is none.
 *
 * @example
 * ```ts ignore
 * assertEquals(toGoRegex("/media/(?<key>.*)"), "/media/(.*)");
 * ```
 */
export function toGoRegex(source: string): string {
  return goRegex(source, { escape: escapeRegex });
}

/**
 * A regular expression for Go that matches just this text. It is printable ASCII without quotes,
 * and the braces in it are Go's own, so that it can stand in a Caddyfile.
 *
 * @example
 * ```ts ignore
 * assertEquals(escapeRegex("/v1.0/{id}"), "/v1\\.0/\\x7bid\\x7d");
 * ```
 */
export function escapeRegex(text: string): string {
  return text.toWellFormed().replace(/[^A-Za-z0-9/_-]/gu, (char) => {
    const code = char.codePointAt(0)!;
    if (code > 0x7e) return `\\x{${code.toString(16)}}`;
    const isPunctuation = code > 0x20 && !'"`{}'.includes(char);
    return isPunctuation ? `\\${char}` : `\\x${code.toString(16).padStart(2, "0")}`;
  });
}
