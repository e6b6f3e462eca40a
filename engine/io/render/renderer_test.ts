import { assertEquals, assertRejects } from "@std/assert";
import { RenderError } from "../errors.ts";
import { runRenderer } from "./renderer.ts";

const GONE = { command: "dekube-no-such-program", installPage: "https://a.example", source: "it" };

async function refusal(command = GONE.command): Promise<string> {
  return (await assertRejects(() => runRenderer({ ...GONE, command }, []), RenderError)).message;
}

Deno.test("runRenderer() says where to get a program when it is not there", async () => {
  assertEquals(
    await refusal(),
    '"dekube-no-such-program" can\'t be started: it is not on the PATH. Install it (https://a.example), or name a folder of rendered manifests with --from-dir.',
  );
});

Deno.test({
  name: "runRenderer() has nothing installed when it may not start the program",
  permissions: { read: true, run: false },
  fn: async () => {
    assertEquals(
      await refusal("sh"),
      '"sh" can\'t be started: Deno was not given the permission for it: add --allow-run=sh. Mend that, or name a folder of rendered manifests with --from-dir.',
    );
  },
});
