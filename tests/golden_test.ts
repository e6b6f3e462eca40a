/**
 * The reference's edge cases, against an output that was read line by line. After a wanted change:
 * `GOLDEN=update deno task test tests/golden_test.ts`, then read the difference.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { dirname, fromFileUrl, join } from "@std/path";
import { formatDiagnostic } from "../engine/cli/print.ts";
import { renderConfig } from "../engine/core/first_run.ts";
import { convertCorpus, type DistributionName, DISTRIBUTIONS, needsShared } from "./_corpus.ts";

for (const distribution of Object.keys(DISTRIBUTIONS) as DistributionName[]) {
  const golden = fromFileUrl(new URL(`testdata/golden/${distribution}`, import.meta.url));

  Deno.test({
    ...needsShared(`${distribution} makes the golden output of the testsuite corpus`),
    async fn() {
      const output = await convertTestsuite(distribution);
      if (Deno.env.get("GOLDEN") === "update") await update(golden, output);
      assertEquals(output, await read(golden));
    },
  });
}

/** All that a first run writes and says, by path. */
async function convertTestsuite(distribution: DistributionName): Promise<Record<string, string>> {
  const { text, files, diagnostics, config } = await convertCorpus("testsuite", distribution);
  const modes = [...files.entries()].map(([path, { mode }]) => `${mode.toString(8)} ${path}\n`);
  const output = new Map<string, string>([
    ["compose.yml", text],
    ["dekube.yaml", renderConfig(config)],
    ["diagnostics.txt", diagnostics.map((item) => `${formatDiagnostic(item)}\n`).join("")],
    ["modes.txt", modes.sort().join("")],
  ]);
  for (const [path, { content }] of files.entries()) {
    output.set(path, typeof content === "string" ? content : new TextDecoder().decode(content));
  }
  return Object.fromEntries([...output].sort());
}

async function update(golden: string, output: Record<string, string>): Promise<void> {
  await Deno.remove(golden, { recursive: true }).catch(() => {});
  for (const [path, content] of Object.entries(output)) {
    await Deno.mkdir(dirname(join(golden, path)), { recursive: true });
    await Deno.writeTextFile(join(golden, path), content);
  }
}

async function read(dir: string, prefix = ""): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for await (const { name, isDirectory } of Deno.readDir(dir)) {
    const path = join(dir, name);
    if (isDirectory) Object.assign(found, await read(path, `${prefix}${name}/`));
    else found[`${prefix}${name}`] = await Deno.readTextFile(path);
  }
  return Object.fromEntries(Object.entries(found).sort());
}
