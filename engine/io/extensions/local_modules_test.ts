import { assertEquals } from "@std/assert";
import { join, toFileUrl } from "@std/path";
import { digestOf, readLocalModules } from "./local_modules.ts";

async function withFiles(
  files: Record<string, string>,
  use: (url: (name: string) => string) => Promise<void>,
): Promise<void> {
  const dir = await Deno.realPath(await Deno.makeTempDir());
  try {
    for (const [name, text] of Object.entries(files)) {
      await Deno.writeTextFile(join(dir, name), text);
    }
    await use((name) => toFileUrl(join(dir, name)).href);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

Deno.test("readLocalModules() follows imports to other files, in a circle too", async () => {
  const files = {
    "a.ts": 'import "./b.ts";\nimport data from "./data.json" with { type: "json" };\n',
    "b.ts": 'export * from "./a.ts";\n// import "./comment.ts";\n',
    "data.json": "{}",
    "other.ts": "",
  };
  await withFiles(files, async (url) => {
    const { digests, missing, hasRemote } = await readLocalModules([url("a.ts")]);
    assertEquals([...digests.keys()], ["a.ts", "b.ts", "data.json"].map(url));
    assertEquals(digests.get(url("data.json")), await digestOf(new TextEncoder().encode("{}")));
    assertEquals([missing, hasRemote], [[], false]);
  });
});

Deno.test("readLocalModules() names what is missing, and takes no folder for a file", async () => {
  await withFiles({ "a.js": 'import "./gone.js"; import "/"; import "./";\n' }, async (url) => {
    const { digests, missing } = await readLocalModules([url("a.js")]);
    assertEquals([...digests.keys()], [url("a.js")]);
    assertEquals(missing, [url("gone.js")]);
  });
});

Deno.test("readLocalModules() tells what comes from elsewhere from what is at hand", async () => {
  for (
    const [imported, expected] of [
      ["@dekube/engine/pacts", false],
      ["jsr:@dekube/engine@^1/pacts/ingress", false],
      ["node:path", false],
      ["npm:left-pad", true],
      ["jsr:@acme/thing@^1", true],
      ["https://example.com/x.ts", true],
      ["@dekube/engine/pacts/../../evil", true],
    ] as const
  ) {
    await withFiles({ "a.js": `import "${imported}";\n` }, async (url) => {
      assertEquals((await readLocalModules([url("a.js")])).hasRemote, expected, imported);
    });
  }
});
