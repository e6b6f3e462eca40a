/** A short run of what `deno task fuzz` does at length. */
import { assert, assertEquals } from "@std/assert";
import { unless, WINDOWS } from "../../tools/unless.ts";
import { kill } from "./kills.ts";
import { needsTool } from "../../tools/needs_tool.ts";
import { plant } from "./planted.ts";
import { failAtCalls } from "./system_calls.ts";
import { runTogether } from "./together.ts";

Deno.test(
  unless("runs that are killed leave compose.yml with the files of its version", WINDOWS),
  async () => {
    const { kills } = await kill(6, 1);
    assertEquals(kills, 6);
  },
);

Deno.test({
  ...needsTool("runs that fail at a system call leave what was there", "strace", "Debian's strace"),
  async fn() {
    const { faults } = await failAtCalls(8, 4);
    assertEquals(faults, 8);
  },
});

Deno.test(unless("runs at once on one folder come one after the other", WINDOWS), async () => {
  assert(await runTogether(2, 2) >= 4);
});

Deno.test(unless("planted state and links touch nothing that is not ours", WINDOWS), async () => {
  await plant(40, 3);
});
