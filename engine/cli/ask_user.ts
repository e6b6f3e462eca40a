/**
 * Asks the user.
 *
 * @module
 */

import { printable } from "../../pacts/printable.ts";

/** A question to the user; nothing is the answer where nobody is there to give one. */
export type Ask = (question: string) => Promise<boolean | undefined>;

/** Whether somebody is there to answer. */
export function canAsk(): boolean {
  return Deno.stdin.isTerminal() && Deno.stderr.isTerminal();
}

/** Asks on the terminal. */
export async function askUser(question: string): Promise<boolean | undefined> {
  if (!canAsk()) return undefined;
  await Deno.stderr.write(new TextEncoder().encode(`${printable(question)} [y/N] `));
  const answer = new Uint8Array(64);
  const length = await Deno.stdin.read(answer);
  return /^y(es)?$/i.test(new TextDecoder().decode(answer.subarray(0, length ?? 0)).trim());
}
