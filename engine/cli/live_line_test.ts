import { assert, assertEquals, assertMatch } from "@std/assert";
import { clearLines, isLive, LiveLine, showing } from "./live_line.ts";

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

Deno.test("LiveLine shows what takes its time, in one line, and takes it back", async () => {
  let shown = "";
  {
    using line = new LiveLine("rendering the chart", {
      write: (text) => shown += text,
      width: () => 24,
    });
    await pause(150);
    assertEquals(shown, "", "what is done at once is not shown");
    await pause(400);
    assertMatch(shown.split("\r\x1b[K").at(-1)!, /^. rendering the ch… 0 s$/);
    line.text = "b\nc";
    await pause(250);
    assertMatch(shown.split("\r\x1b[K").at(-1)!, /^. b\\nc 0 s$/);
    clearLines();
    assert(shown.endsWith("\r\x1b[K"));
    await pause(250);
    assert(!shown.endsWith("\r\x1b[K"), "it comes back");
  }
  assert(shown.endsWith("\r\x1b[K"));
  const length = shown.length;
  await pause(250);
  assertEquals(shown.length, length);
});

Deno.test("isLive() is false where nobody looks on", async () => {
  assertEquals(isLive({ volume: "quiet" }), false);
  assertEquals(isLive({ volume: "normal", report: "json" }), false);
  assertEquals(await showing("x", { volume: "quiet" }, () => Promise.resolve(1)), 1);
});
