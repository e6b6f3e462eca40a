/**
 * Lets others have their turn: whoever wants to end a conversion, for instance.
 *
 * @module
 */

/** How long nobody else may have had a turn, in milliseconds. */
const LONGEST_TURN = 20;

let last = 0;

/** Waits for a moment, where nobody else has had a turn for some time. */
export async function pause(): Promise<void> {
  if (performance.now() - last < LONGEST_TURN) return;
  await new Promise((resolve) => setTimeout(resolve, 0));
  last = performance.now();
}
