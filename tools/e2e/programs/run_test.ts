import { assertEquals, assertRejects } from "@std/assert";
import { run } from "./run.ts";
import { unless, WINDOWS } from "../../unless.ts";

Deno.test("run() says what a program said last when it fails", async () => {
  const code = "console.log('out'); console.error('bad\\nworse'); Deno.exit(3)";
  await assertRejects(
    () => run(Deno.execPath(), ["eval", code]),
    Error,
    "eval ended with 3: bad\nworse",
  );
});

Deno.test("run() names the program when there is none", async () => {
  await assertRejects(() => run("no-such-program", []), Error, "there is no no-such-program");
});

Deno.test({
  ...unless("run() interrupts the program when it is told to stop", WINDOWS),
  async fn() {
    const stop = new AbortController();
    const running = run("sleep", ["60"], { signal: stop.signal });
    const start = performance.now();
    stop.abort(new Error("stopped"));
    await assertRejects(() => running, Error, "stopped");
    assertEquals(performance.now() - start < 10_000, true);
  },
});
