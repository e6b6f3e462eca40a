/** Uses what `extension new` and `distribution new` write in each way that the pages name. */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { fromFileUrl, join } from "@std/path";
import { writePackage } from "../engine/build/jsr_package.ts";
import type { Compiler } from "../tools/denort.ts";
import { unless } from "../tools/unless.ts";
import { findCompiler } from "./_compiler.ts";
import { deno, freshDenoDir, layOut, serveFolder } from "./_registry.ts";
import { User } from "./_user.ts";

const ROOT = fromFileUrl(new URL("../", import.meta.url));

/** What the new distribution's extension limits, and an object of the new extension's kind. */
const INPUT = {
  "in/pod.yaml": `apiVersion: v1
kind: Pod
metadata: { name: web, namespace: shop }
spec: { containers: [{ name: web, image: "example/web:1" }] }
`,
  "in/hello.yaml": `apiVersion: example.com/v1
kind: AcmeHello
metadata: { name: hello, namespace: shop }
spec: { greeting: hi }
`,
};

/** What shows that both are at work. */
const MADE = ["max-size: 10m", "GREETING: hi"];

/** A distribution as docs/distributions.md writes one, on top of another, with an extension more. */
function standingOn(base: string, extension: string): Record<string, string> {
  return {
    "shop/distribution.json": JSON.stringify({
      name: "shop2compose",
      version: "1.0.0",
      base,
      extensions: [extension],
    }),
    "shop/mod.ts": `import { defineDistribution } from "jsr:@dekube/engine@^1/cli";
import manifest from "./distribution.json" with { type: "json" };
const distribution = defineDistribution(manifest, import.meta.url);
export default distribution;
if (import.meta.main) distribution.main();
`,
  };
}

/** A user who has written both, and what their Deno runs with. */
async function withNew(
  use: (user: User, run: (...args: string[]) => Promise<void>, registry: URL) => Promise<void>,
): Promise<void> {
  await using user = await User.with(INPUT);
  for (const [sort, name] of [["distribution", "acme-limits"], ["extension", "acme-hello"]]) {
    const { code, stderr } = await user.command("helmfile2compose", [sort, "new", `@acme/${name}`]);
    assertEquals(code, 0, stderr);
  }
  const registry = await layOut(join(user.root, "registry"));
  await using served = serveFolder(registry);
  const env = { JSR_URL: served.url, DENO_DIR: await freshDenoDir(join(user.root, "deno-dir")) };
  await use(user, async (...args) => {
    const { code, stderr } = await deno(["run", "-A", "--no-lock", ...args], {
      cwd: user.folder,
      env,
    });
    assertEquals(code, 0, `deno run ${args.join(" ")}: ${stderr}`);
  }, registry);
}

const CONVERT = ["--from-dir", "in", "--output-dir", "out"];

/** Both are at work in what was written, which is gone afterwards. */
async function check(user: User): Promise<void> {
  const compose = await user.read("out/compose.yml");
  for (const text of MADE) assertStringIncludes(compose, text);
  await Deno.remove(user.path("out"), { recursive: true });
}

/** Publishes what was written, as its deno.json has it. */
async function publish(user: User, name: string, registry: URL): Promise<void> {
  const config = JSON.parse(await user.read(`${name}/deno.json`));
  const paths: string[] = config.publish.include;
  await writePackage(registry, {
    name: config.name,
    version: config.version,
    exports: { ".": config.exports },
    files: new Map(
      await Promise.all(
        paths.map(async (path) => [`/${path}`, await user.read(`${name}/${path}`)] as const),
      ),
    ),
  });
}

Deno.test("what is written anew works by path, from JSR and from a server when another distribution stands on it", async () => {
  await withNew(async (user, run, registry) => {
    for (const name of ["acme-limits", "acme-hello"]) await publish(user, name, registry);
    await using server = serveFolder(new URL(`file://${user.folder}/`));
    const ways = [
      ["../acme-limits/distribution.json", "../acme-hello/mod.ts"],
      ["../acme-limits/mod.ts", "../acme-hello/mod.ts"],
      ["jsr:@acme/acme-limits@^0.1", "jsr:@acme/acme-hello@^0.1"],
      [`${server.url}acme-limits/distribution.json`, `${server.url}acme-hello/mod.ts`],
    ];
    for (const [base, extension] of ways) {
      await user.write(standingOn(base, extension));
      await run("shop/mod.ts", ...CONVERT);
      await check(user);
    }
  });
});

Deno.test("what is written anew works as a command from its folder, from JSR and from a server", async () => {
  await withNew(async (user, run, registry) => {
    for (const name of ["acme-limits", "acme-hello"]) await publish(user, name, registry);
    await using server = serveFolder(new URL(`file://${user.folder}/`));
    for (
      const [command, extension] of [
        ["acme-limits/mod.ts", "./acme-hello/mod.ts"],
        ["jsr:@acme/acme-limits@^0.1", "jsr:@acme/acme-hello@^0.1"],
        [`${server.url}acme-limits/mod.ts`, `${server.url}acme-hello/mod.ts`],
      ]
    ) {
      await run(command, ...CONVERT, "--extension", extension);
      await check(user);
    }
  });
});

Deno.test("what is written anew works at run time when another command loads it", async () => {
  await withNew(async (user, run) => {
    const added = ["./acme-limits/extensions/log_limits.ts", "./acme-hello/mod.ts"]
      .flatMap((path) => ["--extension", path]);
    await run("jsr:@dekube/helmfile2compose", ...CONVERT, ...added);
    await check(user);
    await run(join(ROOT, "distributions/helmfile2compose/mod.ts"), ...CONVERT, ...added);
    await check(user);
  });
});

Deno.test("what is written anew works in a single file, built in and loaded", async () => {
  await withNew(async (user) => {
    const build = async (...args: string[]) => {
      const { code, stderr } = await deno(
        ["run", "-A", "--quiet", join(ROOT, "build.ts"), ...args, "--js"],
        { cwd: user.folder },
      );
      assertEquals(code, 0, stderr);
    };
    const convert = async (file: string, ...args: string[]) => {
      const { code, stderr } = await deno(
        ["run", "-A", "--no-remote", "--no-npm", file, ...CONVERT, ...args],
        { cwd: user.folder },
      );
      assertEquals(code, 0, stderr);
      await check(user);
    };
    await build("./acme-limits/distribution.json");
    await convert("dist/acme-limits.js", "--extension", "./acme-hello/mod.ts");
    await user.write(standingOn("../acme-limits/distribution.json", "../acme-hello/mod.ts"));
    await build("./shop/distribution.json");
    await convert("dist/shop2compose.js");
    await build("helmfile2compose");
    await convert(
      "dist/helmfile2compose.js",
      ...["--extension", "./acme-limits/extensions/log_limits.ts"],
      ...["--extension", "./acme-hello/mod.ts"],
    );
  });
});

const compiler = await findCompiler();

Deno.test({
  ...unless(
    "what is written anew works in an executable when it is built in",
    typeof compiler === "string" ? compiler : undefined,
  ),
  async fn() {
    const { deno: program, denort } = compiler as Compiler;
    await withNew(async (user) => {
      await user.write(standingOn("../acme-limits/distribution.json", "../acme-hello/mod.ts"));
      const build = ["run", "-A", join(ROOT, "build.ts"), "./shop/distribution.json"];
      const built = await user.run(program, build, {
        env: { DENORT_BIN: denort, DENO_TLS_CA_STORE: "system,mozilla" },
      });
      assertEquals(built.code, 0, built.stderr);
      const name = `dist/shop2compose${Deno.build.os === "windows" ? ".exe" : ""}`;
      const { code, stderr } = await user.run(user.path(name), CONVERT);
      assertEquals(code, 0, stderr);
      await check(user);
    });
  },
});
