/**
 * Durations in Traefik's resources.
 *
 * @module
 */

import { text } from "@dekube/engine/pacts";
import { type DurationNotation, GO_DURATION, parseDuration } from "@dekube/engine/pacts/kubernetes";

/** Go's notation; a bare number is in seconds. */
const NOTATION: DurationNotation = { ...GO_DURATION, bare: 1000 };

/** A duration in seconds, `NaN` where it is none. */
export function seconds(value: unknown): number {
  return (parseDuration(text(value), NOTATION) ?? NaN) / 1000;
}
