import {
  assert,
  assertEquals,
  assertMatch,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { fromFileUrl, toFileUrl } from "@std/path";
import { findRegistry } from "./jsr.ts";
import { unless, WINDOWS } from "./unless.ts";

const SCRIPT = fromFileUrl(import.meta.resolve("./jsr.ts"));
const ANSWERS = () => Promise.resolve(true);
const IS_SILENT = () => Promise.resolve(false);

/** Leaves no folder behind. */
async function withFolder(fn: (folder: URL) => Promise<void>): Promise<void> {
  const path = await Deno.makeTempDir();
  try {
    await fn(new URL(`${toFileUrl(await Deno.realPath(path))}/`));
  } finally {
    await Deno.remove(path, { recursive: true });
  }
}

async function write(folder: URL, files: Record<string, string>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    const file = new URL(path, folder);
    await Deno.mkdir(new URL(".", file), { recursive: true });
    await Deno.writeTextFile(file, text);
  }
}

/** As much of denoland/std as matters here. */
const STD = {
  "yaml/deno.json": '{ "name": "@std/yaml", "version": "1.2.3", "exports": { ".": "./mod.ts" } }',
  "yaml/mod.ts": [
    "/** As in:",
    ' * import { x } from "@std/testing/mock"; */',
    "import {",
    "  os,",
    '} from "@std/internal/os";',
    "export const parse: () => string = () => os;",
  ].join("\n"),
  "yaml/mod_test.ts": 'import "@std/testing/mock";',
  "internal/deno.json":
    '{ "name": "@std/internal", "version": "1.0.9", "exports": { "./os": "./os.ts" } }',
  "internal/os.ts": 'export const os: string = "genuine";',
  "cli/deno.json": '{ "name": "@std/cli", "version": "1.1.0", "exports": { ".": "./mod.ts" } }',
  "cli/mod.ts": "export {};",
  "path/deno.json": '{ "name": "@std/path", "version": "1.2.0", "exports": { ".": "./mod.ts" } }',
  "path/mod.ts": "export {};",
  "assert/deno.json":
    '{ "name": "@std/assert", "version": "1.1.0", "exports": { ".": "./mod.ts" } }',
  "assert/mod.ts": "export {};",
};

async function runDeno(args: string[], options: Deno.CommandOptions = {}) {
  const output = await new Deno.Command(Deno.execPath(), { args, ...options }).output();
  const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code: output.code, stdout: decode(output.stdout), stderr: decode(output.stderr) };
}

Deno.test("findRegistry() finds none when JSR_URL is set or JSR answers", async () => {
  await withFolder(async (store) => {
    const set = { JSR_URL: "https://example.org/", STD_DIR: "/nowhere" };
    assertEquals(await findRegistry(set, store, IS_SILENT), undefined);
    assertEquals(await findRegistry({}, store, ANSWERS), undefined);
  });
});

Deno.test("findRegistry() does not ask when it did so today", async () => {
  await withFolder(async (store) => {
    const answer = { answers: true, asked: Date.now() - 1000 };
    await write(store, { "answer.json": JSON.stringify(answer) });
    assertEquals(await findRegistry({}, store), undefined);
  });
});

Deno.test("findRegistry() lays out stand-ins that Deno can run when JSR does not answer", async () => {
  await withFolder(async (store) => {
    const registry = await findRegistry({}, store, IS_SILENT);
    await write(store, {
      "main.ts": `
        import { parse, stringify } from "jsr:@std/yaml@^1.1.0";
        import { parse as parseToo } from "jsr:@std/yaml@^1.1.0/parse";
        import { parseArgs } from "jsr:@std/cli@^1.0.25/parse-args";
        import { join } from "jsr:@std/path@^1.1.4/posix";
        import { assertEquals } from "jsr:@std/assert@^1.0.19";
        assertEquals(parse("a: 1"), parseToo(stringify({ a: 1 })));
        console.log(join("a", parseArgs(["--b", "c"], { string: ["b"] }).b!));
      `,
    });
    const { stdout, stderr } = await runDeno(
      ["run", "-A", "--check", "--no-lock", fromFileUrl(new URL("main.ts", store))],
      { env: { JSR_URL: registry! } },
    );
    assertEquals(stdout, "a/c\n", stderr);
  });
});

Deno.test("findRegistry() lays out a checkout and what it imports when STD_DIR names one", async () => {
  await withFolder(async (folder) => {
    await write(folder, {
      ...Object.fromEntries(Object.entries(STD).map(([path, text]) => [`std/${path}`, text])),
      "main.ts": 'import { parse } from "jsr:@std/yaml@^1.1.0"; console.log(parse());',
    });
    const STD_DIR = fromFileUrl(new URL("std", folder));
    const registry = await findRegistry({ STD_DIR }, new URL("store/", folder), ANSWERS);
    const { stdout, stderr } = await runDeno(
      ["run", "-A", "--check", "--no-lock", fromFileUrl(new URL("main.ts", folder))],
      { env: { JSR_URL: registry! } },
    );
    assertEquals(stdout, "genuine\n", stderr);
    const yaml = new URL("@std/yaml/1.2.3/", registry);
    assertStringIncludes(
      await Deno.readTextFile(new URL("mod.ts", yaml)),
      '} from "jsr:@std/internal@^1.0.9/os";',
    );
    const laidOut = (await Array.fromAsync(Deno.readDir(yaml))).map(({ name }) => name);
    assertEquals(laidOut, ["mod.ts"]);
  });
});

Deno.test("findRegistry() builds another registry when a version has changed, and only then", async () => {
  await withFolder(async (folder) => {
    const std = new URL("std/", folder);
    const store = new URL("store/", folder);
    const find = () => findRegistry({ STD_DIR: fromFileUrl(std) }, store, ANSWERS);
    await write(std, STD);
    const first = await find();
    await write(new URL(first!), { "mark": "" });
    assertEquals(await find(), first);
    await Deno.stat(new URL("mark", first));
    await write(std, { "cli/deno.json": STD["cli/deno.json"].replace("1.1.0", "1.1.1") });
    const second = await find();
    assert(second !== first);
    assertMatch(second!, /\/store\/std-[0-9a-f]+\/$/);
    assertMatch((await findRegistry({}, store, IS_SILENT))!, /\/store\/stand-ins-[0-9a-f]+\/$/);
  });
});

Deno.test("findRegistry() removes registries of its kind when they are older than a day", async () => {
  await withFolder(async (store) => {
    await write(store, { "stand-ins-old/x": "", "stand-ins-new/x": "", "std-old/x": "" });
    const yesterday = Date.now() / 1000 - 25 * 60 * 60;
    for (const old of ["stand-ins-old", "std-old"]) {
      await Deno.utime(new URL(old, store), yesterday, yesterday);
    }
    const registry = await findRegistry({}, store, IS_SILENT);
    const left = (await Array.fromAsync(Deno.readDir(store))).map(({ name }) => name);
    assertEquals(
      left.sort(),
      [registry!.match(/[^/]+(?=\/$)/)![0], "stand-ins-new", "std-old"].sort(),
    );
  });
});

Deno.test("findRegistry() names the package when a checkout lacks one", async () => {
  await withFolder(async (folder) => {
    const { "internal/deno.json": _, ...rest } = STD;
    await write(folder, rest);
    await assertRejects(
      () => findRegistry({ STD_DIR: fromFileUrl(folder) }, new URL("store/", folder), ANSWERS),
      Error,
      "STD_DIR has no @std/internal",
    );
  });
});

Deno.test("jsr.ts ends as Deno does with its arguments", async () => {
  const env = { JSR_URL: "https://example.org/" };
  const { code, stdout } = await runDeno(
    ["run", "-A", SCRIPT, "eval", "console.log(Deno.env.get('JSR_URL')); Deno.exit(7)"],
    { env },
  );
  assertEquals({ code, stdout }, { code: 7, stdout: "https://example.org/\n" });
});

Deno.test("jsr.ts runs Deno where the task was started when told --init-cwd", async () => {
  await withFolder(async (folder) => {
    const path = fromFileUrl(folder).replace(/[\\/]$/, "");
    const { stdout } = await runDeno(
      ["run", "-A", SCRIPT, "--init-cwd", "eval", "console.log(Deno.cwd())"],
      { env: { JSR_URL: "https://example.org/", INIT_CWD: path } },
    );
    assertEquals(stdout.trim(), path);
  });
});

Deno.test(
  unless("jsr.ts passes a signal on and waits when its Deno has still something to do", WINDOWS),
  async () => {
    const child = new Deno.Command(Deno.execPath(), {
      args: [
        "run",
        "-A",
        SCRIPT,
        "eval",
        `const still = setInterval(() => {}, 1000);
      Deno.addSignalListener("SIGTERM", () => {
        clearInterval(still);
        console.log("tidied");
        Deno.exit(3);
      });
      console.log("ready");`,
      ],
      env: { JSR_URL: "https://example.org/" },
      stdin: "null",
      stdout: "piped",
    }).spawn();
    let said = "";
    for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) {
      said += text;
      if (said === "ready\n") child.kill("SIGTERM");
    }
    assertEquals({ said, code: (await child.status).code }, { said: "ready\ntidied\n", code: 3 });
  },
);
