import { assertEquals } from "@std/assert";
import { toFileUrl } from "@std/path";
import { readWorkspace } from "./workspace.ts";

Deno.test("readWorkspace() finds the root's package and the members' when named by a pattern", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const write = async (path: string, config: unknown) => {
      await Deno.mkdir(`${folder}/${path}`, { recursive: true });
      await Deno.writeTextFile(`${folder}/${path}/deno.json`, JSON.stringify(config));
    };
    await write("", {
      name: "@x/root",
      exports: { ".": "./mod.ts", "./more": "./more/mod.ts" },
      workspace: ["./members/*", "./single"],
    });
    await write("members/b", { name: "@x/b", exports: "./mod.ts" });
    await write("members/a", { name: "@x/a" });
    await write("single", { name: "@x/single", exports: "./main.ts" });
    await Deno.mkdir(`${folder}/members/none`);
    const root = toFileUrl(`${folder}/`);
    const packages = await readWorkspace(root);
    assertEquals(
      packages.map(({ name, entryPoints }) => [
        name,
        ...entryPoints.map(({ href }) => href.slice(root.href.length)),
      ]),
      [
        ["@x/root", "mod.ts", "more/mod.ts"],
        ["@x/a"],
        ["@x/b", "members/b/mod.ts"],
        ["@x/single", "single/main.ts"],
      ],
    );
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
