/**
 * Guesses what somebody meant to write.
 *
 * @module
 */

import { closestMatch } from "leven";

/** ` (did you mean "x"?)` where one of the known names is near, else nothing. */
export function nearest(written: string, known: readonly string[]): string {
  // A word of which nothing is left is not near.
  const maxDistance = Math.min(Math.max(2, Math.floor(written.length / 3)), written.length - 1);
  const best = closestMatch(written, known, { maxDistance });
  return best === undefined ? "" : ` (did you mean "${best}"?)`;
}
