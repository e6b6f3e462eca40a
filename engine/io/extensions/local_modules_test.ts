import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { fromFileUrl, join, toFileUrl } from "@std/path";
import { withModules } from "../_testing.ts";
import { UserError } from "../../core/user_error.ts";
import { digestOf, readLocalModules } from "./local_modules.ts";

Deno.test("readLocalModules() follows imports to other files, in a circle too", async () => {
  const files = {
    "a.ts": 'import "./b.ts";\nimport data from "./data.json" with { type: "json" };\n',
    "b.ts": 'export * from "./a.ts";\n// "./comment.ts"\n',
    "data.json": "{}",
    "other.ts": "",
  };
  await withModules(files, async (url) => {
    const { files, digests, hasRemote } = await readLocalModules([url("a.ts")]);
    assertEquals([...digests.keys()], ["a.ts", "b.ts", "data.json"].map(url));
    assertEquals(digests.get(url("data.json")), await digestOf(new TextEncoder().encode("{}")));
    assertEquals(new TextDecoder().decode(files.get(url("data.json"))), "{}");
    assertEquals(hasRemote, false);
  });
});

Deno.test("readLocalModules() passes over what is not there, and says what each module is made of", async () => {
  const files = {
    "a.js": 'import "./gone.js";\nimport "./c.js";\n',
    "b.js": 'import "./c.js";\n',
    "c.js": "",
  };
  await withModules(files, async (url) => {
    const { digests, madeOf } = await readLocalModules([url("a.js"), url("b.js")]);
    assertEquals([...digests.keys()], ["a.js", "b.js", "c.js"].map(url));
    assertEquals(madeOf.get(url("a.js")), [url("a.js"), url("c.js")]);
    assertEquals(madeOf.get(url("b.js")), [url("b.js"), url("c.js")]);
  });
});

Deno.test("readLocalModules() refuses what is no code, or lies elsewhere, when a module of others imports it", async () => {
  await withModules({ "other.js": "", "secret.json": "{}", "key": "" }, async (url) => {
    const ext = fromFileUrl(url("ext"));
    await Deno.mkdir(join(ext, "lib"), { recursive: true });
    await Deno.writeTextFile(join(ext, "text.txt"), "");
    await Deno.symlink(fromFileUrl(url("secret.json")), join(ext, "link.json"));
    await Deno.symlink(fromFileUrl(url("key")), join(ext, "lib", "key.js"));
    await Deno.symlink("lib", join(ext, "inner"));
    await Deno.writeTextFile(join(ext, "lib", "good.ts"), 'import "../mod.js";');
    const entry = toFileUrl(join(ext, "mod.js")).href;
    for (
      const imported of [
        ...["../other.js", url("secret.json"), "FILE:///etc/passwd", "/", "./", "/dev/zero"],
        ...["./text.txt", "./link.json", "./lib/key.js", "./lib/../../key", "./%2e%2e/other.js"],
      ]
    ) {
      await Deno.writeTextFile(join(ext, "mod.js"), `import "${imported}";\n`);
      const error = await assertRejects(() => readLocalModules([entry]), UserError, "imports");
      assertStringIncludes(error.message, fromFileUrl(new URL(imported, entry)));
    }
    await Deno.writeTextFile(
      join(ext, "mod.js"),
      'import "./lib/good.ts"; import "./inner/good.ts";',
    );
    assertEquals((await readLocalModules([entry])).digests.size, 3);
    await Deno.writeTextFile(join(ext, "mod.js"), 'import "../other.js";');
    assertEquals((await readLocalModules([entry], { areOurs: true })).digests.size, 2);
  });
});

Deno.test("readLocalModules() refuses an import that is no path", async () => {
  await withModules({ "mod.js": "" }, async (url) => {
    for (const imported of ["//[x.js", "./%zz.js", "file:///%zz.js", "./lib%2f..%2f..%2fkey.js"]) {
      await Deno.writeTextFile(fromFileUrl(url("mod.js")), `import "${imported}";\n`);
      const error = await assertRejects(() => readLocalModules([url("mod.js")]), UserError);
      assertStringIncludes(error.message, `imports "${imported}", which is no path`);
    }
  });
});

Deno.test("readLocalModules() reads no device, no pipe, and nothing too large when it is named", async () => {
  await assertRejects(() => readLocalModules(["file:///dev/zero"]), UserError, "no module");
  await withModules({ "large.js": "" }, async (url) => {
    await Deno.truncate(fromFileUrl(url("large.js")), 5 * 2 ** 20);
    await assertRejects(
      () => readLocalModules([url("large.js")]),
      UserError,
      "it is larger than 4 MiB",
    );
    if (Deno.build.os === "windows") return;
    const pipe = fromFileUrl(url("pipe.js"));
    assertEquals((await new Deno.Command("mkfifo", { args: [pipe] }).output()).code, 0);
    assertEquals((await readLocalModules([url("pipe.js")])).digests.size, 0);
  });
});

Deno.test("readLocalModules() says what to name when a folder is named", async () => {
  for (
    const [files, meant] of [
      [["mod.ts", "more.ts"], "mod.ts"],
      [["kafka.js", "notes.md"], "kafka.js"],
      [["one.ts", "two.ts"], ""],
      [[], ""],
    ] as const
  ) {
    const held = Object.fromEntries(files.map((file) => [file, ""]));
    await withModules(held, async (url) => {
      const folder = fromFileUrl(url("."));
      await assertRejects(
        () => readLocalModules([toFileUrl(folder).href]),
        UserError,
        `Name the one in it that is the extension${
          meant === "" ? "" : `, such as ${join(folder, meant)}`
        }; a folder`,
      );
    });
  }
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
      ["data:text/javascript,import 'npm:left-pad'", true],
    ] as const
  ) {
    await withModules({ "a.js": `import "${imported}";\n` }, async (url) => {
      assertEquals((await readLocalModules([url("a.js")])).hasRemote, expected, imported);
    });
  }
});

Deno.test("readLocalModules() takes what only Deno can make out for something from elsewhere", async () => {
  await withModules(
    { "a.js": 'import "./b.js";', "b.js": "import(`npm:left-pad`);" },
    async (url) => {
      assertEquals((await readLocalModules([url("a.js")])).hasRemote, true);
    },
  );
});
