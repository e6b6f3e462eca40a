/**
 * Injects faults at length: `deno task fuzz [COUNT] [SEED] [KIND…]`. A kind is the first word of what it is called; all where
 * none is given.
 *
 * @module
 */

import { isInstalled } from "./needs_tool.ts";
import { kill } from "../tests/fuzz/kills.ts";
import { plant } from "../tests/fuzz/planted.ts";
import { failAtCalls } from "../tests/fuzz/system_calls.ts";
import { runTogether } from "../tests/fuzz/together.ts";

const [count = 200, seed = 1] = Deno.args.slice(0, 2).map(Number);
const wanted = Deno.args.slice(2);
const kinds: Record<string, () => Promise<unknown>> = {
  "planted states": () => plant(count * 5, seed),
  kills: () => kill(count, seed),
  "faults at system calls": async () =>
    isInstalled("strace") ? await failAtCalls(count, seed) : "SKIPPED: there is no strace on PATH",
  "rounds of runs at once": () => runTogether(Math.ceil(count / 4), seed),
};
for (const [kind, run] of Object.entries(kinds)) {
  if (wanted.length > 0 && !wanted.includes(kind.split(" ")[0])) continue;
  console.log(`${kind} (count ${count}, seed ${seed}): ${Deno.inspect(await run())}`);
}
