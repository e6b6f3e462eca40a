/** Runs what `extension new` and `distribution new` write, as somebody does who has just written it. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { deno, type DenoOptions, freshDenoDir, layOut, serveFolder } from "./_registry.ts";
import { User } from "./_user.ts";

/** What `publish --dry-run` would publish. */
function published(said: string): string[] {
  return [...said.matchAll(/^\s+(?:file:\/\/)?\S*\/([\w.]+(?:\/[\w.]+)?) \([\d.]+ ?\w*B\)$/gm)]
    .map(([, path]) => path);
}

for (const sort of ["extension", "distribution"]) {
  Deno.test(`${sort} new writes a start whose checks and tests pass, and which publishes nothing else`, async () => {
    await using user = await User.with({});
    const { code, stdout, stderr } = await user.command("helmfile2compose", [
      sort,
      "new",
      "@acme/acme-widget",
    ]);
    assertEquals(code, 0, stderr);
    assertStringIncludes(stdout, "Try it with: cd acme-widget && deno task test");
    await user.write({
      "acme-widget/out/compose.yml": "PASSWORD: x\n",
      "acme-widget/rendered/secret.yaml": "kind: Secret\n",
    });

    const cwd = user.path("acme-widget");
    const registry = await layOut(join(user.root, "registry"));
    await using served = serveFolder(registry);
    const env = { JSR_URL: served.url, DENO_DIR: await freshDenoDir(join(user.root, "deno-dir")) };
    const options: DenoOptions = { cwd, env };
    for (const args of [["fmt", "--check", "."], ["lint"], ["test", "-A", "--no-lock"]]) {
      const result = await deno(args, options);
      assertEquals(result.code, 0, `${args.join(" ")}: ${result.stdout}${result.stderr}`);
    }
    if (sort === "extension") {
      const command = /^ {4}deno run (.*)$/m.exec(await user.read("acme-widget/README.md"))![1];
      await user.write({
        "acme-widget/rendered/hello.yaml":
          "{apiVersion: example.com/v1, kind: AcmeWidget, metadata: {name: hello}, spec: {greeting: hi}}\n",
      });
      const loaded = await deno(["run", ...command.split(" ")], options);
      assertEquals(loaded.code, 0, loaded.stderr);
      assertStringIncludes(await user.read("acme-widget/out/compose.yml"), "GREETING: hi");
    }
    const { publish } = JSON.parse(await user.read("acme-widget/deno.json"));
    assertEquals(publish.include.some((path: string) => /out|rendered|\*|^\.?$/.test(path)), false);
    const dryRun = await deno(["publish", "--dry-run", "--allow-dirty"], options);
    const said = dryRun.stdout + dryRun.stderr;
    assertEquals(dryRun.code, 0, said);
    assertEquals(/compose\.yml|secret\.yaml|_test/.test(said), false, said);
    assert(said.includes("mod.ts"), said);
    assertEquals(published(said).filter((path) => path.startsWith("out")), []);
  });
}

Deno.test("extension new refuses what is no name, is taken, or is there", async () => {
  await using user = await User.with({ "mine/x": "" });
  const fails = async (...args: string[]) => {
    const { code, stderr } = await user.command("helmfile2compose", args);
    assertEquals(code, 1);
    return stderr;
  };
  assertStringIncludes(await fails("extension", "new", "No Name"), '"No Name" is no name');
  assertStringIncludes(
    await fails("extension", "new", "../x"),
    '"../x" is no name: small letters, digits and dashes between them are, such as acme-extension or @acme/extension. A folder to write it to is given with --output-dir ../\n',
  );
  assertStringIncludes(
    await fails("extension", "new", "caddy"),
    '"caddy" is the name of an extension of the catalogue',
  );
  for (const taken of ["helmfile2compose", "engine", "dekube"]) {
    assertStringIncludes(
      await fails("distribution", "new", taken),
      `"${taken}" is the name of a distribution of the catalogue`,
    );
  }
  assertStringIncludes(
    await fails("extension", "new", "mine"),
    'the folder "mine" is there already',
  );
  await Deno.mkdir(user.path("elsewhere"));
  await Deno.symlink("elsewhere", user.path("led-away"));
  for (const sort of ["extension", "distribution"]) {
    assertStringIncludes(await fails(sort, "new", "led-away"), "it is a link");
  }
  assertEquals([...Deno.readDirSync(user.path("elsewhere"))], []);
  assertStringIncludes(await fails("extension", "nwe", "x"), '(did you mean "new"?)');
  assertStringIncludes(
    await fails("distribution"),
    '"distribution" knows "distribution new NAME" alone',
  );
  assertEquals(await user.has("x"), false);
});
