import { assertEquals, assertStringIncludes } from "@std/assert";
import { fromFileUrl, join } from "@std/path";
import { parse } from "@std/yaml";
import { convertCorpus } from "./_corpus.ts";
import { deno, freshDenoDir, layOut, serveFolder } from "./_registry.ts";
import { problemsOf } from "../tools/soundness.ts";

const root = fromFileUrl(new URL("..", import.meta.url));

Deno.test("examples/library.ts prints a Compose project without touching a disk", async () => {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    // Nothing but what importing needs: the script itself gets no permission.
    args: ["run", "--allow-import", "--no-prompt", join(root, "examples/library.ts")],
    stdout: "piped",
    stderr: "piped",
  }).output();

  assertEquals(code, 0, new TextDecoder().decode(stderr));
  const text = new TextDecoder().decode(stdout);
  // deno-lint-ignore no-explicit-any -- read from YAML
  const { services } = parse(text) as any;
  assertEquals(services.hello.environment.SELF, "http://hello.demo.svc.cluster.local:8080/");
});

Deno.test("examples/library.ts works when it is a copy elsewhere", async () => {
  const folder = await Deno.realPath(await Deno.makeTempDir());
  try {
    await using served = serveFolder(await layOut(join(folder, "registry")));
    await Deno.mkdir(join(folder, "copy"));
    await Deno.copyFile(join(root, "examples/library.ts"), join(folder, "copy/library.ts"));
    const { code, stdout, stderr } = await deno(["run", "--allow-import", "library.ts"], {
      cwd: join(folder, "copy"),
      env: { JSR_URL: served.url, DENO_DIR: await freshDenoDir(join(folder, "deno-dir")) },
    });
    assertEquals(code, 0, stderr);
    assertStringIncludes(stdout, "SELF: 'http://hello.demo.svc.cluster.local:8080/'");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("the example platform makes a sound project", async () => {
  const { compose, files, text } = await convertCorpus("platform");

  assertEquals(problemsOf(compose, files), []);
  assertStringIncludes(text, "storefront");
});
