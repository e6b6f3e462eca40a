import {
  assert,
  assertEquals,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { fromFileUrl, join, toFileUrl } from "@std/path";
import { UserError } from "../../core/user_error.ts";
import { resolveEntry } from "./entry.ts";
import type { DistributionManifest } from "./manifest.ts";
import { resolveDistribution } from "./resolve.ts";

const here = import.meta.url;
/** What messages call a distribution.json that lies here. */
const file = fromFileUrl(new URL("distribution.json", here));

function manifest(rest: Partial<DistributionManifest> = {}): DistributionManifest {
  return { name: "mine", version: "1.0.0", extensions: [], ...rest };
}

/** Calls with a folder that holds these files, and its URL. */
async function withFiles(
  files: Record<string, unknown>,
  call: (folder: string) => Promise<void>,
): Promise<void> {
  const dir = await Deno.makeTempDir();
  try {
    for (const [name, value] of Object.entries(files)) {
      const text = typeof value === "string" ? value : JSON.stringify(value);
      await Deno.writeTextFile(join(dir, name), text);
    }
    await call(`${toFileUrl(dir).href}/`);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

async function entries(distribution: DistributionManifest, location = here): Promise<string[]> {
  return (await resolveDistribution(distribution, location)).map(({ entry }) => entry);
}

Deno.test("resolveDistribution() finds a name of the catalogue in the folder beside the engine", async () => {
  const [{ entry, specifier }] = await resolveDistribution(
    manifest({ extensions: ["workload"] }),
    here,
  );
  assertEquals(entry, "workload");
  assertEquals(specifier, new URL("../../../extensions/workload/mod.ts", here).href);
});

Deno.test("resolveDistribution() takes specifiers and URLs as they are, and paths from where it lies", async () => {
  const extensions = [
    "jsr:@acme/thing@^2",
    "npm:thing",
    "https://example.com/thing.ts",
    "./mine.ts",
    "../theirs.ts",
    "/abs/thing.ts",
    "http://example.com/thing.ts",
    "file:///else/thing.ts",
    "sub/thing.js",
    "./100% #1?.ts",
    "workload@^1.2",
  ];
  const resolved = await resolveDistribution(
    manifest({ extensions }),
    "file:///project/dist/distribution.json",
  );
  assertEquals(resolved.map(({ specifier }) => specifier), [
    "jsr:@acme/thing@^2",
    "npm:thing",
    "https://example.com/thing.ts",
    "file:///project/dist/mine.ts",
    "file:///project/theirs.ts",
    "file:///abs/thing.ts",
    "http://example.com/thing.ts",
    "file:///else/thing.ts",
    "file:///project/dist/sub/thing.js",
    "file:///project/dist/100%25%20%231%3F.ts",
    "jsr:@dekube/workload@^1.2",
  ]);
});

Deno.test("resolveEntry() names an extension that is written with a version as Python has it", () => {
  assertThrows(
    () => resolveEntry("cert-manager==0.3.0", "file:///x/", "--extension"),
    UserError,
    '"cert-manager==0.3.0", which the catalogue does not have (did you mean "cert-manager"?)',
  );
});

Deno.test("resolveEntry() gives a file one address, however it is written", () => {
  for (
    const written of [
      "file:///shop/e.js",
      "file:/shop/e.js",
      "file://localhost/shop/e.js",
      "file:///shop/./e.js",
      "file:e.js",
      "./e.js",
      "/shop/e.js",
    ]
  ) {
    const { specifier } = resolveEntry(written, "file:///shop/dekube.yaml", "depends");
    assertEquals(specifier, written === "file:e.js" ? "file:///e.js" : "file:///shop/e.js");
  }
});

Deno.test("resolveEntry() refuses a version when it is none", () => {
  for (const version of ["--allow-all", "latest", "1,2", "1@2", ".."]) {
    assertThrows(
      () => resolveEntry(`workload@${version}`, "file:///x/", "--extension"),
      UserError,
      `--extension names "workload@${version}", and what stands behind @ is no version.`,
    );
  }
});

Deno.test("resolveDistribution() names the nearest when the catalogue does not have a name", async () => {
  await assertRejects(
    () => entries(manifest({ extensions: ["worklaod"] })),
    UserError,
    file +
      ' names an extension "worklaod", which the catalogue does not have (did you mean "workload"?). Write a name of the catalogue, a jsr: specifier, an https: URL, or a path that begins with ./',
  );
});

for (
  const odd of [
    ...["https://[x.ts", "http://", "https:", "file:///%zz.ts", "file:///%zz"],
    ...["ftp://files.test/x.ts", "git+ssh://files.test/x.json"],
    ...Deno.build.os === "windows" ? [] : ["//host/x.ts", "file://host/x.ts"],
  ]
) {
  Deno.test(`resolveDistribution() says that ${odd} is no address`, async () => {
    for (const rest of [{ extensions: [odd] }, { base: odd }]) {
      const error = await assertRejects(() => entries(manifest(rest)), UserError);
      assertStringIncludes(error.message, `${file} names "${odd}", which is no address`);
    }
  });
}

Deno.test("resolveDistribution() says what is missing when its manifest is none", async () => {
  const { extensions: _, ...bare } = manifest();
  const odd: [manifest: object, fault: string][] = [
    [bare, '"extensions" is missing'],
    [{ ...bare, extension: [] }, '"extensions" is missing'],
    [{ ...bare, extensions: [1] }, '"extensions" is [1]'],
    [manifest({ name: "my shop" }), '"name" is "my shop"'],
    [manifest({ name: "../x" }), '"name" is "../x"'],
    [manifest({ version: "$(id)" }), '"version" is "$(id)"'],
    [{ ...manifest(), name: 5 }, '"name" is 5'],
    [{ ...manifest(), base: [] }, '"base" is []'],
  ];
  for (const [manifest, fault] of odd) {
    const error = await assertRejects(
      async () => await resolveDistribution(manifest as unknown as DistributionManifest, here),
      UserError,
    );
    assertEquals(
      error.message,
      `${file} is no distribution.json: it needs a name and a version that can be typed (letters, digits, dots and dashes, such as acme2compose), and a list of extensions, each a text; its ${fault}`,
    );
  }
});

Deno.test("resolveDistribution() puts the extensions of a base first", async () => {
  const found = await entries(manifest({ base: "helmfile2compose", extensions: ["./mine.ts"] }));
  assertEquals(found[0], "configmap-indexer");
  assertEquals(found.at(-1), "./mine.ts");
});

Deno.test("resolveDistribution() has nothing below the engine, which was once called core", async () => {
  for (const base of [undefined, "engine", "core"]) {
    assertEquals(await entries(manifest({ base, extensions: ["./a.ts"] })), ["./a.ts"]);
  }
});

Deno.test("resolveDistribution() follows a chain of bases, each from where it lies", async () => {
  await withFiles({
    "middle.json": { name: "middle", base: "./bottom.json", extensions: ["./m.ts"] },
    "bottom.json": { name: "bottom", base: "engine", extensions: ["./b.ts"] },
  }, async (folder) => {
    const resolved = await resolveDistribution(
      manifest({ base: `${folder}middle.json`, extensions: ["./a.ts"] }),
      "file:///project/mod.ts",
    );
    assertEquals(resolved.map(({ specifier }) => specifier), [
      `${folder}b.ts`,
      `${folder}m.ts`,
      "file:///project/a.ts",
    ]);
  });
});

Deno.test("resolveDistribution() names the way round when bases go in a circle", async () => {
  await withFiles({
    "one.json": { name: "one", base: "./two.json", extensions: [] },
    "two.json": { name: "two", base: "./one.json", extensions: [] },
  }, async (folder) => {
    const path = (name: string) => fromFileUrl(`${folder}${name}.json`);
    const { message } = await assertRejects(
      () => entries(manifest({ base: "./one.json" }), `${folder}mine.json`),
      UserError,
    );
    assertEquals(
      message,
      `${path("two")} has the base "./one.json", which stands on itself: ${path("one")} -> ${
        path("two")
      } -> ${path("one")}`,
    );
  });
});

Deno.test("resolveDistribution() ends when bases go on and on", async () => {
  const files = Object.fromEntries(
    Array.from({ length: 120 }, (_, n) => [`${n}.json`, manifest({ base: `./${n + 1}.json` })]),
  );
  await withFiles(files, async (folder) => {
    const error = await assertRejects(
      () => entries(manifest({ base: "./0.json" }), folder),
      UserError,
    );
    assertStringIncludes(error.message, "in a chain of more than 100 distributions already");
  });
});

Deno.test("resolveDistribution() names distribution and base when the base is not there", async () => {
  await withFiles({}, async (folder) => {
    const { message } = await assertRejects(
      () => entries(manifest({ base: "./none.json" }), `${folder}mine.json`),
      UserError,
    );
    assertStringIncludes(
      message,
      `${fromFileUrl(folder)}mine.json has the base "./none.json", which can't be loaded: `,
    );
    assertEquals(message.split("\n").length, 1);
  });
});

Deno.test("resolveEntry() gives a file one address, however it is written", () => {
  for (
    const written of [
      "file:///shop/e.js",
      "file:/shop/e.js",
      "file://localhost/shop/e.js",
      "file:///shop/./e.js",
      "file:e.js",
      "./e.js",
      "/shop/e.js",
    ]
  ) {
    const { specifier } = resolveEntry(written, "file:///shop/dekube.yaml", "depends");
    assertEquals(specifier, written === "file:e.js" ? "file:///e.js" : "file:///shop/e.js");
  }
});

Deno.test("resolveEntry() refuses a version when it is none", () => {
  for (const version of ["--allow-all", "latest", "1,2", "1@2", ".."]) {
    assertThrows(
      () => resolveEntry(`workload@${version}`, "file:///x/", "--extension"),
      UserError,
      `--extension names "workload@${version}", and what stands behind @ is no version.`,
    );
  }
});

Deno.test("resolveDistribution() names the nearest when there is no distribution of a name", async () => {
  await assertRejects(
    () => entries(manifest({ base: "helmfile2composer" })),
    UserError,
    file +
      ' has the base "helmfile2composer", which the catalogue does not have (did you mean "helmfile2compose"?)',
  );
});

Deno.test("resolveDistribution() says what is wrong when a base is no distribution.json", async () => {
  const broken: Record<string, unknown> = {
    "text.json": "{ not json",
    "list.json": [],
    "nameless.json": { extensions: [] },
    "bare.json": { name: "x" },
    "numbers.json": { name: "x", extensions: [1] },
    "module.ts": "export default {}",
    "none.ts": "export const x = 1",
  };
  await withFiles(broken, async (folder) => {
    for (const name of Object.keys(broken)) {
      const { message } = await assertRejects(
        () => entries(manifest({ base: `./${name}` }), `${folder}mine.json`),
        UserError,
      );
      assert(message.includes(name), message);
      assertEquals(message.split("\n").length, 1);
    }
  });
});

Deno.test("resolveDistribution() has an extension once when several of a chain name it", async () => {
  const again = manifest({ base: "helmfile2compose", extensions: ["caddy", "./a.ts", "./a.ts"] });
  const found = await entries(again);
  assertEquals(found.filter((entry) => entry === "caddy").length, 1);
  assertEquals(found.filter((entry) => entry === "./a.ts").length, 1);
});

Deno.test("resolveDistribution() says which file names an entry", async () => {
  const found = await resolveDistribution(
    manifest({ base: "helmfile2compose", extensions: ["./a.ts"] }),
    here,
  );
  const base = new URL("../../../distributions/helmfile2compose/distribution.json", here);
  assertEquals(found[0].namedBy, fromFileUrl(base));
  assertEquals(found.at(-1)!.namedBy, file);
});

Deno.test("resolveDistribution() reads a base from the module of its package, and goes on from there", async () => {
  const cli = new URL("../../cli.ts", here).href;
  await withFiles({
    "mod.ts": `import { defineDistribution } from ${JSON.stringify(cli)};
      const manifest = { name: "bottom", version: "1.0.0", extensions: ["./b.ts"] };
      export default defineDistribution(manifest, import.meta.url);`,
  }, async (folder) => {
    const resolved = await resolveDistribution(manifest({ base: `${folder}mod.ts` }), here);
    assertEquals(resolved.map(({ specifier }) => specifier), [`${folder}b.ts`]);
  });
});

Deno.test("resolveDistribution() refuses a key that is misspelt, in a base too, and leaves others alone", async () => {
  const odd = { bse: "helmfile2compose" } as Partial<DistributionManifest>;
  const says = '"bse", which means nothing there (did you mean "base"?). Correct it';
  await assertRejects(() => entries(manifest(odd)), UserError, `${file} has ${says}`);
  await withFiles({ "base.json": manifest(odd) }, async (folder) => {
    await assertRejects(
      () => entries(manifest({ base: "./base.json" }), `${folder}mine.json`),
      UserError,
      `base.json has ${says}`,
    );
  });
  const others = { $schema: "x", description: "x", homepage: "x" } as Partial<DistributionManifest>;
  assertEquals(await entries(manifest({ ...others, extensions: ["workload"] })), ["workload"]);
});
