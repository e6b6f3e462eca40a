import { assertEquals, assertRejects } from "@std/assert";
import { join, toFileUrl } from "@std/path";
import { UserError } from "../../core/user_error.ts";
import { getModules, getOwnModules } from "./get_modules.ts";

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

Deno.test("getOwnModules() gets the packages that the program's files import, and names the one that it can't have", async () => {
  const dir = await Deno.makeTempDir();
  const asked: string[] = [];
  await using registry = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen() {} },
    ({ url }) => {
      asked.push(new URL(url).pathname);
      return new Response(null, { status: 404 });
    },
  );
  const before = Deno.env.get("NPM_CONFIG_REGISTRY");
  Deno.env.set("NPM_CONFIG_REGISTRY", `http://127.0.0.1:${registry.addr.port}/`);
  try {
    const files = {
      "deno.json": JSON.stringify({ imports: { thing: "npm:dekube-no-such-package@1" } }),
      "mod.ts": "export {};",
      "plain.ts": "export {};",
      "needy.ts": 'import "thing";',
    };
    for (const [path, text] of Object.entries(files)) {
      await Deno.writeTextFile(join(dir, path), text);
    }
    const entries = ["plain", "needy"].map((entry) => ({
      entry,
      specifier: toFileUrl(join(dir, `${entry}.ts`)).href,
    }));
    const module = toFileUrl(join(dir, "mod.ts")).href;
    await getOwnModules(entries.slice(0, 1), { module });
    assertEquals(asked, []);
    await assertRejects(() => getOwnModules(entries, { module }), UserError, "the extension needy");
    assertEquals([...new Set(asked)], ["/dekube-no-such-package"]);
  } finally {
    if (before === undefined) Deno.env.delete("NPM_CONFIG_REGISTRY");
    else Deno.env.set("NPM_CONFIG_REGISTRY", before);
    await Deno.remove(dir, { recursive: true });
  }
});
