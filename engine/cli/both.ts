/**
 * Two things that may be done at once.
 *
 * @module
 */

import { Diagnostics } from "../../pacts/mod.ts";
import { addAll } from "./host/host.ts";

/**
 * Does one thing and then another, or both at once; what there is to say, and what goes wrong, is the same in both
 * cases. Returns what comes of the second.
 */
export async function both<T>(
  first: (said: Diagnostics) => Promise<void>,
  second: (said: Diagnostics) => Promise<T>,
  { atOnce, diagnostics }: { atOnce: boolean; diagnostics: Diagnostics },
): Promise<T> {
  if (!atOnce) {
    await first(diagnostics);
    return await second(diagnostics);
  }
  const said = [new Diagnostics(), new Diagnostics()];
  const [done, got] = await Promise.allSettled([first(said[0]), second(said[1])]);
  addAll(said[0], diagnostics);
  if (done.status === "rejected") throw done.reason;
  addAll(said[1], diagnostics);
  if (got.status === "rejected") throw got.reason;
  return got.value;
}
