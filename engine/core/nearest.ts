/**
 * Guesses what somebody meant to write.
 *
 * @module
 */

/** ` (did you mean "x"?)` where one of the known names is near, else nothing. */
export function nearest(written: string, known: readonly string[]): string {
  let best: string | undefined;
  // A word of which nothing is left is not near.
  let least = Math.min(Math.max(2, Math.floor(written.length / 3)) + 1, written.length);
  for (const name of known) {
    const distance = editDistance(written, name);
    if (distance < least) [best, least] = [name, distance];
  }
  return best === undefined ? "" : ` (did you mean "${best}"?)`;
}

/** Levenshtein's distance: letters to add, drop or change. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next[j] = Math.min(next[j - 1] + 1, row[j] + 1, row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
    }
    row = next;
  }
  return row[b.length];
}
