/**
 * Colour of the signs before messages, on a terminal that has any.
 *
 * @module
 */

import { variable } from "./live_line.ts";

/** Red, yellow, cyan. */
const COLORS: Readonly<Record<string, string>> = { "✖": "31", "⚠": "33", "ℹ": "36" };

/** What decides whether there is colour. */
export interface Terminal {
  isTerminal: boolean;
  /** `NO_COLOR` is set. */
  noColor: boolean;
  /** `TERM`. */
  term?: string;
}

/**
 * Whether messages have colour: on a terminal, unless `NO_COLOR` or `TERM=dumb` forbid it.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(hasColor({ isTerminal: true, noColor: false, term: "xterm" }), true);
 * assertEquals(hasColor({ isTerminal: true, noColor: false, term: "dumb" }), false);
 * ```
 */
export function hasColor({ isTerminal, noColor, term }: Terminal = standardError()): boolean {
  return isTerminal && !noColor && term !== "dumb";
}

function standardError(): Terminal {
  return {
    isTerminal: Deno.stderr.isTerminal(),
    noColor: Deno.noColor,
    term: variable("TERM"),
  };
}

/**
 * Lines with their signs in colour.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(withColor("✖ no\n  ✖ inside", true), "\x1b[31m✖\x1b[0m no\n  ✖ inside");
 * assertEquals(withColor("✖ no", false), "✖ no");
 * ```
 */
export function withColor(text: string, color: boolean = hasColor()): string {
  return color
    ? text.replace(/^[✖⚠ℹ](?= )/gm, (sign) => `\x1b[${COLORS[sign]}m${sign}\x1b[0m`)
    : text;
}
