/**
 * What stands before a name that is a host.
 *
 * @module
 */

const HOST =
  "(?:host|hostname|server|servername|addr|address|endpoint|url|uri|upstream|broker|node|master|primary|replica|peer|backend|target|remote)s?";

/** A text that ends where a host begins: `host: `, `--server=`, `-h `, `proxy_pass `. */
const HOST_KEY = new RegExp(
  `(?:${HOST}["']?\\s*[=:]\\s*|(?:(?:^|\\s)-h|--[\\w-]*${HOST}|_pass)\\s+)["'[(]?$`,
  "i",
);

/** How much of the text before a name is looked at. */
const LEAD = 120;

/**
 * Whether what begins at a place in a text is a host, by what stands before it. Only keys, options and directives
 * say so: a bare word may be anything.
 *
 * @example
 * ```ts
 * import { isBehindHostKey } from "@dekube/engine/pacts/kubernetes";
 * import { assert, assertFalse } from "@std/assert";
 *
 * assert(isBehindHostKey("--db-host db", 10));
 * assert(isBehindHostKey("host: db", 6));
 * assertFalse(isBehindHostKey("create db", 7));
 * ```
 */
export function isBehindHostKey(text: string, start: number): boolean {
  return HOST_KEY.test(text.slice(Math.max(0, start - LEAD), start));
}
