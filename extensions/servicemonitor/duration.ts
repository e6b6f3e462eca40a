/**
 * Durations as Prometheus writes them (`1h30m`).
 *
 * @module
 */

import { text } from "@dekube/engine/pacts";
import type { Site } from "./read.ts";

const DURATION = /^(?:(\d+)y)?(?:(\d+)w)?(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?(?:(\d+)ms)?$/;

/** Milliseconds of a year, a week and so on, in the order of the notation. */
const UNITS = [365 * 864e5, 7 * 864e5, 864e5, 36e5, 6e4, 1e3, 1];

/** What 63 bits of nanoseconds hold. */
const LONGEST = 2 ** 63 / 1e6;

/** A duration in milliseconds, `undefined` where it is none. */
export function parseDuration(value: string): number | undefined {
  if (value === "0") return 0;
  const match = value === "" ? null : DURATION.exec(value);
  if (!match) return undefined;
  const total = UNITS.reduce((sum, unit, index) => sum + unit * Number(match[index + 1] ?? 0), 0);
  return total < LONGEST ? total : undefined;
}

/** A duration that is more than nothing; a diagnostic says where it is no duration. */
export function readDuration(value: unknown, site: Site): string | undefined {
  const written = text(value);
  if (written === "") return undefined;
  const duration = parseDuration(written);
  if (duration === undefined) {
    return site.warn(
      "bad-duration",
      `"${written}" is no duration such as 30s or 1h30m; it is left out`,
    );
  }
  return duration > 0 ? written : undefined;
}
