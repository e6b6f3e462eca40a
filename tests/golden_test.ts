/**
 * The edge cases of testdata/testsuite and the example platform, against an output that was read line by line.
 * After a wanted change: `GOLDEN=update deno task test tests/golden_test.ts`, then read the difference.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { dirname, fromFileUrl, join } from "@std/path";
import { formatDiagnostic } from "../engine/cli/print.ts";
import { renderConfig } from "../engine/core/settings/first_run.ts";
import { convertCorpus, type DistributionName, DISTRIBUTIONS } from "./_corpus.ts";

for (const input of ["testsuite", "platform"]) {
  for (const distribution of Object.keys(DISTRIBUTIONS) as DistributionName[]) {
    const golden = fromFileUrl(
      new URL(`testdata/golden/${input}/${distribution}`, import.meta.url),
    );

    Deno.test(`${distribution} makes the golden output when given the ${input}`, async () => {
      const output = await convertInput(input, distribution);
      if (Deno.env.get("GOLDEN") === "update") await update(golden, output);
      assertEquals(output, await read(golden));
    });
  }
}

/** All that a first run writes and says, by path; what is no text is bytes. */
type Output = Record<string, string | Uint8Array>;

async function convertInput(
  input: string,
  distribution: DistributionName,
): Promise<Output> {
  const { text, files, diagnostics, config } = await convertCorpus(input, distribution);
  const modes = [...files.entries()].map(([path, { mode }]) => `${mode.toString(8)} ${path}\n`);
  const output = new Map<string, string | Uint8Array>([
    ["compose.yml", text],
    ["dekube.yaml", renderConfig(config)],
    ["diagnostics.txt", diagnostics.map((item) => `${formatDiagnostic(item)}\n`).join("")],
    ["modes.txt", modes.sort().join("")],
  ]);
  for (const [path, { content }] of files.entries()) {
    output.set(path, typeof content === "string" ? content : decode(content));
  }
  return sorted(output);
}

async function update(golden: string, output: Output): Promise<void> {
  await Deno.remove(golden, { recursive: true }).catch(() => {});
  for (const [path, content] of Object.entries(output)) {
    await Deno.mkdir(dirname(join(golden, path)), { recursive: true });
    const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
    await Deno.writeFile(join(golden, path), bytes);
  }
}

async function read(dir: string, prefix = ""): Promise<Output> {
  const found = new Map<string, string | Uint8Array>();
  for await (const { name, isDirectory } of Deno.readDir(dir)) {
    const path = join(dir, name);
    if (isDirectory) {
      for (const item of Object.entries(await read(path, `${prefix}${name}/`))) found.set(...item);
    } else found.set(`${prefix}${name}`, decode(await Deno.readFile(path)));
  }
  return sorted(found);
}

/** Text, where it is any: a text shows what differs. */
function decode(bytes: Uint8Array): string | Uint8Array {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return new Uint8Array(bytes);
  }
}

function sorted(output: Map<string, string | Uint8Array>): Output {
  return Object.fromEntries([...output].sort(([one], [other]) => one < other ? -1 : 1));
}
