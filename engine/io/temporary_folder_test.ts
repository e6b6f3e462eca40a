import { assertEquals, assertMatch, assertRejects } from "@std/assert";
import { UserError } from "../core/user_error.ts";
import { endNow } from "./before_the_end.ts";
import { temporaryFolder } from "./temporary_folder.ts";

Deno.test("temporaryFolder() makes a folder that is gone when the program is ended before it is disposed of", async () => {
  const folder = await temporaryFolder("test");
  await Deno.writeTextFile(`${folder.path}/secret`, "");
  endNow();
  const isThere = await Deno.stat(folder.path).then(() => true, () => false);
  assertEquals(isThere, false);
});

Deno.test({
  name: "temporaryFolder() names both flags and the folder when Deno may not use it",
  permissions: { read: true, write: false, env: true },
  async fn() {
    const error = await assertRejects(() => temporaryFolder("test"), UserError);
    assertMatch(error.message, /: add --allow-read and --allow-write of that folder, .* TMPDIR /);
  },
});
