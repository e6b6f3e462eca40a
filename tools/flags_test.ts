import { assert, assertStringIncludes } from "@std/assert";
import { flagsPage } from "./flags.ts";

Deno.test("docs/flags.md is what `task flags` writes", async () => {
  const page = await Deno.readTextFile(new URL("../docs/flags.md", import.meta.url));

  // The formatter lines columns up, and breaks lines.
  const plain = (text: string) => text.replace(/\s+/g, " ").replace(/-{3,}/g, "---");
  assert(
    plain(page) === plain(flagsPage()),
    "docs/flags.md is out of date: write it anew with task flags",
  );
});

Deno.test("flagsPage() has all names of a flag, with what it goes with", () => {
  const page = flagsPage([
    {
      name: "values",
      others: ["f"],
      value: "FILE",
      repeats: true,
      group: "input",
      below: "helm-chart",
      help: "file of\nvalues",
    },
  ]);

  assertStringIncludes(
    page,
    "| `--values FILE`, `-f FILE` | file of values; with `--helm-chart`; repeatable |",
  );
});
