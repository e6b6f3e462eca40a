/**
 * Writes docs/diagnostics.md, from the codes that the sources say and what docs/codes/ has of each:
 *
 *     npx -y deno@2.9.6 task codes
 *
 * Fails on a code without an entry, and on an entry without a code.
 */
import { findGaps, readEntries } from "./codes/entries.ts";
import { diagnosticsPage } from "./codes/page.ts";
import { readSayings } from "./codes/read_sayings.ts";

const ROOT = new URL("../", import.meta.url);

if (import.meta.main) {
  const sayings = await readSayings(ROOT);
  const entries = await readEntries(new URL("docs/codes/", ROOT));
  const gaps = findGaps(sayings, entries);
  if (gaps.length > 0) {
    console.error(gaps.join("\n"));
    Deno.exit(1);
  }
  await Deno.writeTextFile(new URL("docs/diagnostics.md", ROOT), diagnosticsPage(sayings, entries));
  console.log(
    `docs/diagnostics.md explains ${new Set(sayings.map(({ code }) => code)).size} codes`,
  );
}
