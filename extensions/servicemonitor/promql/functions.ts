/**
 * Functions of PromQL, with what they take.
 *
 * @see https://prometheus.io/docs/prometheus/latest/querying/functions/
 * @module
 */

import { ownValue } from "@dekube/engine/pacts";
import { isAtLeast, type Version } from "../version.ts";

/** What an expression comes to. */
export type ValueType = "scalar" | "vector" | "matrix" | "string";

/** A function. */
export interface PromqlFunction {
  takes: readonly ValueType[];
  /** How many of those may be left out; `many` where the last may be there several times, or not at all. */
  optional: number | "many";
  returns: ValueType;
}

const LETTERS: Record<string, ValueType> = { s: "scalar", v: "vector", m: "matrix", t: "string" };

/** What functions take, by its letters; `?` stands behind what may be left out, `*` behind what may be repeated. */
const TAKES: Record<string, string> = {
  "v": "abs absent acos acosh asin asinh atan atanh ceil cos cosh deg exp floor histogram_count " +
    "histogram_sum histogram_avg histogram_stddev histogram_stdvar ln log10 log2 rad sgn sin sinh " +
    "sort sort_desc sqrt tan tanh timestamp",
  "m": "absent_over_time avg_over_time changes count_over_time delta deriv idelta increase irate " +
    "last_over_time max_over_time min_over_time present_over_time rate resets stddev_over_time " +
    "stdvar_over_time sum_over_time mad_over_time first_over_time ts_of_first_over_time " +
    "ts_of_last_over_time ts_of_max_over_time ts_of_min_over_time",
  "v?": "day_of_month day_of_week day_of_year days_in_month hour minute month year",
  "vs": "clamp_max clamp_min",
  "vs?": "round",
  "vss": "clamp",
  "ms": "predict_linear",
  "mss": "double_exponential_smoothing holt_winters",
  "sv": "histogram_quantile",
  "ssv": "histogram_fraction",
  "sm": "quantile_over_time",
  "vtttt": "label_replace",
  "vttt*": "label_join",
  "vt*": "sort_by_label sort_by_label_desc",
  "vv?": "info",
  "vtss*": "histogram_quantiles",
};

/** What does not come to a vector. */
const RETURNS: Record<string, { takes: string; returns: ValueType }> = {
  pi: { takes: "", returns: "scalar" },
  scalar: { takes: "v", returns: "scalar" },
  time: { takes: "", returns: "scalar" },
  vector: { takes: "s", returns: "vector" },
};

/** The versions from which on functions are there, of those that not every version of today has. */
const SINCE: Record<string, [major: number, minor: number]> = {
  ...{ day_of_year: [2, 37], histogram_count: [2, 40], histogram_sum: [2, 40] },
  ...{ histogram_fraction: [2, 40], histogram_avg: [2, 49], histogram_stddev: [2, 47] },
  ...{ histogram_stdvar: [2, 47], double_exponential_smoothing: [3, 0] },
  ...{ mad_over_time: [2, 50], sort_by_label: [2, 50], sort_by_label_desc: [2, 50], info: [3, 0] },
  ...{ ts_of_max_over_time: [3, 5], ts_of_min_over_time: [3, 5], ts_of_last_over_time: [3, 5] },
  ...{ first_over_time: [3, 7], ts_of_first_over_time: [3, 7], histogram_quantiles: [3, 9] },
};

/** Functions that Prometheus knows where a feature is on alone. */
const EXPERIMENTAL = new Set(
  ("double_exponential_smoothing mad_over_time sort_by_label sort_by_label_desc info " +
    "first_over_time ts_of_first_over_time ts_of_last_over_time ts_of_max_over_time " +
    "ts_of_min_over_time histogram_quantiles").split(" "),
);

const FUNCTIONS = new Map<string, PromqlFunction>([
  ...Object.entries(TAKES).flatMap(([takes, names]) =>
    names.split(" ").map((name) => [name, read(takes, "vector")] as const)
  ),
  ...Object.entries(RETURNS).map(([name, { takes, returns }]) =>
    [name, read(takes, returns)] as const
  ),
]);

function read(takes: string, returns: ValueType): PromqlFunction {
  const letters = takes.replace(/[?*]/g, "");
  return {
    takes: [...letters].map((letter) => LETTERS[letter]),
    optional: takes.endsWith("*") ? "many" : takes.endsWith("?") ? 1 : 0,
    returns,
  };
}

/** A function of a version, those that are experimental only where they are on. */
export function functionOf(
  name: string,
  version: Version,
  experimental: boolean,
): PromqlFunction | undefined {
  const since = ownValue(SINCE, name);
  if (since && !isAtLeast(version, ...since)) return undefined;
  if (name === "holt_winters" && isAtLeast(version, 3, 0)) return undefined;
  if (EXPERIMENTAL.has(name) && !experimental) return undefined;
  return FUNCTIONS.get(name);
}
