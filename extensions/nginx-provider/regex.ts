/**
 * Regular expressions from manifests as nginx reads them (PCRE). One that it refuses would keep it from starting.
 *
 * @module
 */

import { escapeRegex as escape } from "@dekube/engine/pacts/ingress";

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

const LONGEST = 1000;
const MOST_REPEATS = 1000;

/**
 * The expression, where it is one for PCRE: what JavaScript takes in its strict mode, without the little in which the
 * two differ. `undefined` where nginx might refuse it.
 *
 * @example
 * ```ts ignore
 * assertEquals(toNginxRegex("(?i)/media/(.*)"), "(?i)/media/(.*)");
 * assertEquals(toNginxRegex("/(a"), undefined);
 * ```
 */
export function toNginxRegex(source: string): string | undefined {
  const bare = source.replace(/^\(\?i\)/, "");
  if (source.length > LONGEST || CONTROL.test(source)) return undefined;
  // Look-behind of any length, Unicode classes, empty classes, and references by name.
  if (/\(\?<[=!]|\\[pPukcx0-9]|\[\^?\]/.test(bare)) return undefined;
  const repeats = [...bare.matchAll(/\{(\d+)(?:,(\d*))?\}/g)]
    .reduce((product, [, low, high]) => product * Math.max(1, Number(low), Number(high ?? 0)), 1);
  if (repeats > MOST_REPEATS) return undefined;
  try {
    // PCRE lets any punctuation be escaped.
    new RegExp(bare.replace(/\\([-_%@&~:;,=!"'<># ])/g, "."), "u");
    return source;
  } catch {
    return undefined;
  }
}
