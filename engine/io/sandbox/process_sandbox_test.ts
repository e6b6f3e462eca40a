import { assert, assertEquals } from "@std/assert";
import { linesOf } from "./process_sandbox.ts";

const streamOf = (chunks: readonly string[]) =>
  ReadableStream.from(chunks.map((chunk) => new TextEncoder().encode(chunk)));

Deno.test("linesOf() gives lines, however the stream is cut", async () => {
  const lines = await Array.fromAsync(linesOf(streamOf(["a", "b\n", "\nc\nd", "e"])));
  assertEquals(lines, ["ab", "", "c", "de"]);
});

Deno.test("linesOf() cuts a line when it does not end, and keeps no more than a piece of it", async () => {
  let given = 0;
  let most = 0;
  let got = 0;
  const chunks = function* () {
    for (let count = 0; count < 100; count++) {
      given += 50_000;
      yield new TextEncoder().encode("x".repeat(50_000));
    }
  };
  for await (const line of linesOf(ReadableStream.from(chunks()))) {
    got += line.length;
    most = Math.max(most, given - got);
    assert(line.length <= 64 * 1024);
  }
  assertEquals(got, 5_000_000);
  // What streams hold ready is a few chunks.
  assert(most < 500_000, `${most}`);
});
