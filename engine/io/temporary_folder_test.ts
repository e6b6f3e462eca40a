import { assertEquals } from "@std/assert";
import { endNow } from "./before_the_end.ts";
import { temporaryFolder } from "./temporary_folder.ts";

Deno.test("temporaryFolder() makes a folder that is gone when the program is ended before it is disposed of", async () => {
  const folder = await temporaryFolder("test");
  await Deno.writeTextFile(`${folder.path}/secret`, "");
  endNow();
  const isThere = await Deno.stat(folder.path).then(() => true, () => false);
  assertEquals(isThere, false);
});
