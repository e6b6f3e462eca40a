import { assert, assertEquals } from "@std/assert";
import { join } from "@std/path";
import { posixTest, withPrograms } from "../_testing.ts";
import { addToPath, isInstalled } from "./find_program.ts";

posixTest("isInstalled() finds what can be run, and nothing else", async () => {
  await withPrograms({ "dekube-tool": "exit 0" }, async ({ dir, write, calls }) => {
    await write({ "bin/dekube-text": "no program", "bin/dekube-folder/x": "" });
    assert(await isInstalled("dekube-tool"));
    assertEquals(await isInstalled("dekube-text"), false);
    assertEquals(await isInstalled("dekube-folder"), false);
    assertEquals(await isInstalled("dekube-none"), false);
    assertEquals(await calls(), []);
    Deno.env.set("PATH", "");
    assertEquals(await isInstalled("dekube-tool"), false);
    addToPath(join(dir, "bin"));
    assertEquals(Deno.env.get("PATH"), join(dir, "bin"));
    assert(await isInstalled("dekube-tool"));
  });
});

posixTest("addToPath() adds a folder once, behind what is there", async () => {
  await withPrograms({}, () => {
    const before = Deno.env.get("PATH");
    addToPath("/opt/tools");
    addToPath("/opt/tools");
    assertEquals(Deno.env.get("PATH"), `${before}:/opt/tools`);
    return Promise.resolve();
  });
});
