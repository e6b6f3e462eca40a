import { assertEquals } from "@std/assert";
import { failureMessage } from "./failure_message.ts";

Deno.test("failureMessage() does not call it a bug when the system refuses something", async () => {
  const error = await Deno.readDir("/no/such/folder")[Symbol.asyncIterator]().next().catch((e) =>
    e
  );
  assertEquals(
    failureMessage(error, "command"),
    "the system refused something: no such file or folder. A file or folder may have changed while it was read; run the command again",
  );
});
