import { assertEquals, assertRejects } from "@std/assert";
import { inTime } from "./import_in_time.ts";

Deno.test("inTime() gives up when an address never answers", async () => {
  await assertRejects(
    () => inTime(new Promise(() => {}), "https://a.example/x.ts", 20),
    Error,
    "https://a.example/x.ts does not answer (waited for 0.02 s)",
  );
});

Deno.test("inTime() hands on what comes, be it a failure", async () => {
  assertEquals(await inTime(Promise.resolve(1), "x", 60_000), 1);
  await assertRejects(() => inTime(Promise.reject(new Error("no")), "x", 60_000), Error, "no");
});
