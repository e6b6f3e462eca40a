import { assertEquals } from "@std/assert";
import { UserError } from "../core/user_error.ts";
import { failureMessage, stackOf } from "./failure_message.ts";

Deno.test("failureMessage() does not call it a bug when the system refuses something", async () => {
  const error = await Deno.readDir("/no/such/folder")[Symbol.asyncIterator]().next().catch((e) =>
    e
  );
  assertEquals(
    failureMessage(error, "command"),
    "the system refused something: no such file or folder. A file or folder may have changed while it was read; run the command again",
  );
});

Deno.test("failureMessage() puts no full stop behind a line, and leaves several as they are", () => {
  const said = (message: string) => failureMessage(new UserError(message), "command");
  assertEquals(said("it is not there. Add it."), "it is not there. Add it");
  assertEquals(said("it is not there. Add it"), "it is not there. Add it");
  assertEquals(said("and so on..."), "and so on...");
  assertEquals(said("add -f ."), "add -f .");
  assertEquals(said("it said:\nNo."), "it said:\nNo.");
});

Deno.test("stackOf() ends when an error is its own cause, and reads what is no stack as text", () => {
  const error = Object.assign(new Error("boom"), { stack: undefined as unknown });
  error.cause = error;
  assertEquals(new Set(stackOf(error).split("\nCaused by: ")), new Set(["Error: boom"]));
});
