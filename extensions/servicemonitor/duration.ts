/**
 * Fields that hold a duration as Prometheus writes it (`1h30m`).
 *
 * @module
 */

import { text } from "@dekube/engine/pacts";
import { parseDuration, PROMETHEUS_DURATION } from "@dekube/engine/pacts/kubernetes";
import type { Site } from "./read.ts";

/** Milliseconds of a duration, 0 where it is none. */
export function lengthOf(value: string): number {
  return parseDuration(value, PROMETHEUS_DURATION) ?? 0;
}

/** A duration that is more than nothing; a diagnostic says where it is no duration. */
export function readDuration(value: unknown, site: Site): string | undefined {
  const written = text(value);
  if (written === "") return undefined;
  const duration = parseDuration(written, PROMETHEUS_DURATION);
  if (duration === undefined) {
    return site.warn(
      "bad-duration",
      `"${written}" is no duration such as 30s or 1h30m; it is left out`,
    );
  }
  return duration > 0 ? written : undefined;
}
