/**
 * Guesses what somebody meant to write.
 *
 * @module
 */

import { closestMatch } from "leven";

/** Kubernetes takes no longer names; comparing two takes the product of their lengths. */
const LONGEST = 253;

/** ` (did you mean "x"?)` where one of the known names is near, else nothing. */
export function nearest(written: string, known: readonly string[]): string {
  // A word of which nothing is left is not near.
  const maxDistance = Math.min(Math.max(2, Math.floor(written.length / 3)), written.length - 1);
  if (written.length > LONGEST) return "";
  const near = known.filter((name) => Math.abs(name.length - written.length) <= maxDistance);
  const best = closestMatch(written, near, { maxDistance });
  return best === undefined ? "" : ` (did you mean "${best}"?)`;
}
