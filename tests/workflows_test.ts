/** Holds the workflows against what they must say; nothing here can run them. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { fromFileUrl, join } from "@std/path";
import { parse } from "@std/yaml";

const ROOT = fromFileUrl(new URL("../", import.meta.url));

const TARGETS = [
  "aarch64-apple-darwin",
  "aarch64-unknown-linux-gnu",
  "x86_64-apple-darwin",
  "x86_64-pc-windows-msvc",
  "x86_64-unknown-linux-gnu",
];

// deno-lint-ignore no-explicit-any -- read from YAML
async function readWorkflow(path: string): Promise<any> {
  return parse(await Deno.readTextFile(join(ROOT, path)));
}

Deno.test("test.yml tests on three systems", async () => {
  const { jobs } = await readWorkflow(".github/workflows/test.yml");

  assertEquals(
    jobs.test.strategy.matrix.os.map((os: string) => os.split("-")[0]).sort(),
    ["macos", "ubuntu", "windows"],
  );
  const commands = jobs.test.steps.map(({ run }: { run?: string }) => run);
  assert(commands.includes("deno task check"));
  assert(commands.includes("deno task test"));
});

Deno.test("test.yml builds the site", async () => {
  const { jobs } = await readWorkflow(".github/workflows/test.yml");

  const steps = jobs.site.steps as { run?: string; with?: { path?: string } }[];
  assert(steps.some(({ run }) => run === "deno task site"));
  assert(steps.some((step) => step.with?.path === "dist/site"));
});

Deno.test("release.yml builds for every target, and may publish to JSR", async () => {
  const { jobs } = await readWorkflow(".github/workflows/release.yml");

  const targets = jobs.build.strategy.matrix.include.map(({ target }: { target: string }) =>
    target
  );
  assertEquals(targets.sort(), TARGETS);
  assertEquals(jobs.publish.permissions["id-token"], "write");
  assertEquals(jobs.release.permissions.contents, "write");
  // What is not built is not published either.
  assertEquals([jobs.release.needs, jobs.publish.needs], ["build", "build"]);
});

Deno.test("release.yml has the page that converts in a browser, with a checksum", async () => {
  const { jobs } = await readWorkflow(".github/workflows/release.yml");

  const steps = jobs.build.steps as { run?: string; if?: string; uses?: string }[];
  const page = steps.findIndex(({ run }) => run?.includes("build.ts --page"));
  assertMatch(steps[page].run!, /cp page\/dekube\.html release\//);
  // It is collected before all is handed on, to where checksums are made of whatever is there.
  assert(page < steps.findIndex(({ uses }) => uses?.startsWith("actions/upload-artifact@")));
  assertMatch(JSON.stringify(jobs.release.steps), /sha256sum -- \*/);
});

Deno.test("release.yml publishes pages whose links lead to the repository", async () => {
  const { jobs } = await readWorkflow(".github/workflows/release.yml");

  const commands = jobs.publish.steps.map(({ run = "" }: { run?: string }) => run) as string[];
  const links = commands.findIndex((run) => run.includes("tools/readme_links.ts"));
  const publish = commands.findIndex((run) => run.includes("deno publish --allow-dirty"));
  assert(links >= 0 && links < publish);
});

Deno.test("the template's release.yml builds for every target", async () => {
  const { jobs } = await readWorkflow("examples/distribution/.github/workflows/release.yml");

  const text = JSON.stringify(jobs);
  for (const target of TARGETS) assertMatch(text, new RegExp(`\\b${target}\\b`));
});

Deno.test("workflows take Deno's version from tools/deno-version", async () => {
  for (const name of ["test", "release"]) {
    const { jobs } = await readWorkflow(`.github/workflows/${name}.yml`);
    // deno-lint-ignore no-explicit-any -- read from YAML
    const steps = Object.values<any>(jobs).flatMap(({ steps }) => steps)
      .filter(({ uses }) => uses?.startsWith("denoland/setup-deno@"));
    assert(steps.length > 0, name);
    for (const step of steps) {
      assertEquals(step.with["deno-version-file"], "tools/deno-version", name);
    }
  }
});
