/** Each code that a diagnostic may bear is explained: what is found by reading the sources, and what inputs bring. */
import { assert, assertEquals } from "@std/assert";
import { findGaps, isKnown, readEntries } from "../tools/codes/entries.ts";
import { diagnosticsPage } from "../tools/codes/page.ts";
import { readSayings } from "../tools/codes/read_sayings.ts";
import { convertCorpus, corpusInputs, type DistributionName, DISTRIBUTIONS } from "./_corpus.ts";

const ROOT = new URL("../", import.meta.url);
const SAYINGS = await readSayings(ROOT);
const CODES = new Set(SAYINGS.map(({ code }) => code));

Deno.test("docs/codes/ has an entry for each code, and none besides", async () => {
  assertEquals(findGaps(SAYINGS, await readEntries(new URL("docs/codes/", ROOT))), []);
});

Deno.test("docs/diagnostics.md is what `task codes` writes", async () => {
  const page = diagnosticsPage(SAYINGS, await readEntries(new URL("docs/codes/", ROOT)));

  assert(
    await Deno.readTextFile(new URL("docs/diagnostics.md", ROOT)) === page,
    "docs/diagnostics.md is out of date: write it anew with task codes",
  );
});

Deno.test("docs/diagnostics.md has an anchor of its own for each code", async () => {
  const page = await Deno.readTextFile(new URL("docs/diagnostics.md", ROOT));
  const headings = [...page.matchAll(/^#+ (.*)$/gm)].map(([, heading]) => heading.toLowerCase());

  assertEquals(headings.length, new Set(headings).size);
});

Deno.test("what inputs bring has codes that were found by reading the sources", async () => {
  for (const distribution of Object.keys(DISTRIBUTIONS) as DistributionName[]) {
    for (const input of corpusInputs()) {
      const { diagnostics } = await convertCorpus(input, distribution);
      const strange = diagnostics.filter(({ code }) => !isKnown(code, CODES));
      assertEquals(strange, [], `${distribution} of ${input}`);
    }
  }
});
