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
import { convertCorpus, needsShared } from "./_corpus.ts";

const golden = fromFileUrl(new URL("testdata/golden/testsuite", import.meta.url));

Deno.test({
  ...needsShared("convert() makes the golden output of the testsuite corpus"),
  async fn() {
    const { text, files, diagnostics, config } = await convertCorpus("testsuite");
    const output = new Map<string, string>([
      ["compose.yml", text],
      ["dekube.yaml", renderConfig(config)],
      ["diagnostics.txt", diagnostics.map((item) => `${formatDiagnostic(item)}\n`).join("")],
      [
        "modes.txt",
        [...files.entries()].map(([path, { mode }]) => `${mode.toString(8)} ${path}\n`).sort().join(
          "",
        ),
      ],
    ]);
    for (const [path, { content }] of files.entries()) {
      output.set(path, typeof content === "string" ? content : new TextDecoder().decode(content));
    }

    if (Deno.env.get("GOLDEN") === "update") await update(output);
    assertEquals(Object.fromEntries([...output].sort()), await read());
  },
});

async function update(output: Map<string, string>): Promise<void> {
  await Deno.remove(golden, { recursive: true }).catch(() => {});
  for (const [path, content] of output) {
    await Deno.mkdir(dirname(join(golden, path)), { recursive: true });
    await Deno.writeTextFile(join(golden, path), content);
  }
}

async function read(dir = golden, prefix = ""): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for await (const { name, isDirectory } of Deno.readDir(dir)) {
    const path = join(dir, name);
    if (isDirectory) Object.assign(found, await read(path, `${prefix}${name}/`));
    else found[`${prefix}${name}`] = await Deno.readTextFile(path);
  }
  return Object.fromEntries(Object.entries(found).sort());
}
