/**
 * Shares of requests or connections, as `split_clients` has them.
 *
 * @module
 */

/** What gets a share: its weight, and the word for it. */
export type Share = readonly [weight: number, word: string];

/**
 * The lines of a `split_clients` block: percents with two digits, which together must not be more than 100. The last has
 * what is left.
 *
 * @example
 * ```ts ignore
 * assertEquals(shareLines([[1, "a"], [2, "b"]]), ["33.33% a", "* b"]);
 * ```
 */
export function shareLines(shares: readonly Share[]): string[] {
  const whole = shares.reduce((sum, [weight]) => sum + weight, 0);
  return shares.flatMap(([weight, word], index) => {
    if (index === shares.length - 1) return [`* ${word}`];
    // What is computed may be a little less than what is meant.
    const percent = Math.floor(weight / whole * 10_000 + 1e-6) / 100;
    return percent > 0 ? [`${percent}% ${word}`] : [];
  });
}
