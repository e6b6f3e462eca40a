/**
 * Durations as text: Go's (`1h30m`), which Kubernetes and most operators read, and its relatives.
 *
 * @module
 */

/** How durations are written. */
export interface DurationNotation {
  /** Milliseconds of each unit, the largest first. */
  units: Readonly<Record<string, number>>;
  /**
   * How parts make up a duration: `any`, in whatever order, with fractions and a sign; `descending`, each unit at
   * most once, from large to small, in whole numbers; `one`, a whole number with its unit.
   */
  parts: "any" | "descending" | "one";
  /** Milliseconds of a number without a unit; nothing but 0 may lack one where this is absent. */
  bare?: number;
}

/** Milliseconds of the units that all of them know. */
const TIME = { h: 3_600_000, m: 60_000, s: 1000, ms: 1 };

/** Go's own notation (`time.ParseDuration`). */
export const GO_DURATION: DurationNotation = {
  units: { ...TIME, us: 1e-3, "µs": 1e-3, "μs": 1e-3, ns: 1e-6 },
  parts: "any",
};

/** Prometheus' notation. */
export const PROMETHEUS_DURATION: DurationNotation = {
  units: { y: 365 * 86_400_000, w: 7 * 86_400_000, d: 86_400_000, ...TIME },
  parts: "descending",
};

/** HAProxy's notation: a number without a unit is in milliseconds. */
export const HAPROXY_DURATION: DurationNotation = {
  units: { d: 86_400_000, ...TIME, us: 1e-3 },
  parts: "one",
  bare: 1,
};

/** Go counts nanoseconds in 63 bits, in which all of them have room. */
const LONGEST = 2 ** 63 / 1e6;

/** Longer than any duration that somebody writes. */
const MOST_CHARACTERS = 100;

/**
 * Milliseconds of a duration; `undefined` where it is none.
 *
 * @example
 * ```ts
 * import {
 *   GO_DURATION,
 *   HAPROXY_DURATION,
 *   parseDuration,
 *   PROMETHEUS_DURATION,
 * } from "@dekube/engine/pacts/kubernetes";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(parseDuration("1h30m"), 5_400_000);
 * assertEquals(parseDuration("15d"), undefined);
 * assertEquals(parseDuration("15d", PROMETHEUS_DURATION), 1_296_000_000);
 * assertEquals(parseDuration("500", HAPROXY_DURATION), 500);
 * assertEquals(parseDuration("10", { ...GO_DURATION, bare: 1000 }), 10_000);
 * ```
 */
export function parseDuration(
  value: string,
  notation: DurationNotation = GO_DURATION,
): number | undefined {
  if (value.length > MOST_CHARACTERS) return undefined;
  const [, sign, amount] = /^([+-]?)(.+)$/s.exec(value) ?? [];
  if (amount === undefined || (sign !== "" && notation.parts !== "any")) return undefined;
  const total = bareAmount(amount, notation) ?? sum(amount, notation);
  if (total === undefined || total >= LONGEST) return undefined;
  return sign === "-" && total !== 0 ? -total : total;
}

/** A number that stands alone. */
function bareAmount(amount: string, { bare, parts }: DurationNotation): number | undefined {
  if (!(parts === "any" ? /^(?:\d+(?:\.\d*)?|\.\d+)$/ : /^\d+$/).test(amount)) return undefined;
  return bare !== undefined ? Number(amount) * bare : amount === "0" ? 0 : undefined;
}

/** Numbers with units, added up. */
function sum(amount: string, { units, parts }: DurationNotation): number | undefined {
  const names = Object.keys(units);
  // The longest first, for `m` begins `ms`.
  const unit = names.toSorted((a, b) => b.length - a.length).join("|");
  const part = new RegExp(`(${parts === "any" ? "\\d+\\.?\\d*|\\.\\d+" : "\\d+"})(${unit})`, "y");
  let total = 0;
  let last = -1;
  while (part.lastIndex < amount.length) {
    if (parts === "one" && last >= 0) return undefined;
    const [, number, name] = part.exec(amount) ?? [];
    if (name === undefined) return undefined;
    const place = names.indexOf(name);
    if (parts === "descending" && place <= last) return undefined;
    last = place;
    total += Number(number) * units[name];
  }
  return total;
}
