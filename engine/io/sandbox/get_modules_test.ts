import { assertEquals, assertRejects } from "@std/assert";
import { join, toFileUrl } from "@std/path";
import { UserError } from "../../core/user_error.ts";
import { getModules } from "./get_modules.ts";

Deno.test("getModules() heeds the settings of a user's own program, and none beside the module that it gets", async () => {
  const dir = await Deno.makeTempDir();
  try {
    const own = { imports: { own: "data:text/javascript,export default 1" } };
    const foreign = {
      imports: { thing: "data:text/javascript,export default 1" },
      nodeModulesDir: "auto",
    };
    const files = {
      "mine/deno.json": JSON.stringify(own),
      "mine/src/mod.ts": 'import "own";',
      "strange/deno.json": JSON.stringify(foreign),
      "strange/good.ts": 'import "own";',
      "strange/bad.ts": 'import "thing";',
    };
    for (const [path, text] of Object.entries(files)) {
      await Deno.mkdir(join(dir, path, ".."), { recursive: true });
      await Deno.writeTextFile(join(dir, path), text);
    }
    const get = async (name: string) => {
      const entry = { entry: name, specifier: toFileUrl(join(dir, "strange", name)).href };
      const module = toFileUrl(join(dir, "mine/src/mod.ts")).href;
      await getModules([entry], { module, named: [], lock: join(dir, "lock") });
    };

    await get("good.ts");
    await assertRejects(() => get("bad.ts"), UserError, '"thing"');
    const names = [...Deno.readDirSync(join(dir, "strange"))].map(({ name }) => name).sort();
    assertEquals(names, ["bad.ts", "deno.json", "good.ts"]);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});
