/**
 * Regular expressions from manifests as nginx reads them (PCRE). One that it refuses would keep it from starting.
 *
 * @module
 */

import { escapeRegex as escape } from "@dekube/engine/pacts/ingress";
import { BadRegex, pcreRegex } from "@dekube/engine/pacts/regex";

// deno-lint-ignore no-control-regex
const CONTROL = /[\u0000-\u001f\u007f]/;

/**
 * A regular expression for nginx that matches just this text, spelled so that it can stand in nginx.conf.
 *
 * @example
 * ```ts ignore
 * assertEquals(escapeRegex("/v1.0\n"), "/v1\\.0\\x0a");
 * ```
 */
export function escapeRegex(text: string): string {
  return escape(text).replace(
    new RegExp(CONTROL, "g"),
    (char) => `\\x${char.charCodeAt(0).toString(16).padStart(2, "0")}`,
  );
}

/** nginx takes no word of more than 4096 bytes, and an expression is one with what is put around it. */
const LONGEST = 2000;

/**
 * An expression for nginx that means the same, with groups that have numbers alone: a name would be a variable.
 *
 * @param start What stands for `^` where the text does not begin at its beginning.
 * @throws {BadRegex} where nginx might refuse it.
 *
 * @example
 * ```ts ignore
 * assertEquals(toNginxRegex("(?i)/media/(?<host>.*)"), "(?i)/media/(.*)");
 * ```
 */
export function toNginxRegex(source: string, start?: string): string {
  const regex = pcreRegex(source, { escape: escapeRegex, start });
  if (new TextEncoder().encode(JSON.stringify(regex)).length > LONGEST) {
    throw new BadRegex(`it is longer than ${LONGEST} bytes`);
  }
  return regex;
}
