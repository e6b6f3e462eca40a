/**
 * Durations in Go's notation.
 *
 * @module
 */

/** Milliseconds of a unit. */
const UNITS: Record<string, number> = {
  ns: 1e-6,
  us: 1e-3,
  "µs": 1e-3,
  "μs": 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
};

const PART = /(\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|s|m|h)/y;

/**
 * Milliseconds of a duration such as `1h30m` or `2160h`; `undefined` where it is none.
 *
 * ```ts
 * import { parseDuration } from "./duration.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(parseDuration("1h30m"), 5_400_000);
 * assertEquals(parseDuration("90d"), undefined);
 * ```
 */
export function parseDuration(duration: string): number | undefined {
  const [, sign, parts] = /^([+-]?)(.+)$/.exec(duration) ?? [];
  if (parts === undefined) return undefined;
  let sum = 0;
  PART.lastIndex = 0;
  while (PART.lastIndex < parts.length) {
    const part = PART.exec(parts);
    if (!part) return undefined;
    sum += Number(part[1]) * UNITS[part[2]];
  }
  return sign === "-" ? -sum : sum;
}
