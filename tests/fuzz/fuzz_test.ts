/** A short run of what `deno task fuzz` does at length. */
import { assert, assertEquals } from "@std/assert";
import { unless, WINDOWS } from "../../tools/unless.ts";
import { kill } from "./kills.ts";
import { plant } from "./planted.ts";
import { runTogether } from "./together.ts";

Deno.test(
  unless("runs that are killed leave compose.yml with the files of its version", WINDOWS),
  async () => {
    const { kills } = await kill(6, 1);
    assertEquals(kills, 6);
  },
);

Deno.test(unless("runs at once on one folder come one after the other", WINDOWS), async () => {
  assert(await runTogether(2, 2) >= 4);
});

Deno.test(unless("planted state and links touch nothing that is not ours", WINDOWS), async () => {
  await plant(40, 3);
});
