import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { inFolder } from "./in_folder.ts";
import { otherPlaces } from "./test.ts";
import { closingLine, countsIn, runTestGroups } from "./test_groups.ts";

/** Runs groups of files of a folder of its own. */
async function run(
  files: Record<string, string>,
  groups: string[][],
): Promise<{ code: number; lines: string[] }> {
  let printed = "";
  const code = await inFolder(Object.entries(files), async (folder) => {
    const path = (name: string) => `${folder}/${name}`;
    return await runTestGroups({
      args: ["--no-check", "--no-config"],
      groups: groups.map((names) => names.map(path)),
      env: { NO_COLOR: "1" },
      // deno-lint-ignore require-await
      write: async (text) => void (printed += text),
    });
  });
  return { code, lines: printed.split("\n").filter((line) => line !== "") };
}

const SLOW = `Deno.test("slow", async (t) => {
  await new Promise((done) => setTimeout(done, 500));
  await t.step("one", () => {});
});`;
const QUICK = `Deno.test("quick", () => {}); Deno.test.ignore("not here", () => {});`;
const WRONG = `Deno.test("wrong", () => { throw new Error("no"); });`;

Deno.test("runTestGroups() prints group by group, and one closing line", async () => {
  const { code, lines } = await run({ "a.ts": SLOW, "b.ts": QUICK }, [["a.ts"], ["b.ts"]]);
  assertEquals(code, 0);
  const places = ["slow ...", "quick ...", "not here ..."].map((text) =>
    lines.findIndex((line) => line.startsWith(text))
  );
  assertEquals(places, places.toSorted((a, b) => a - b));
  const closing = lines.filter((line) => countsIn(line) !== undefined);
  assertEquals(closing.length, 1);
  assertStringIncludes(lines.at(-1)!, "ok | 2 passed (1 step) | 0 failed | 1 ignored (");
});

Deno.test("runTestGroups() fails when a test of any group does, and shows why", async () => {
  const { code, lines } = await run({ "a.ts": WRONG, "b.ts": QUICK }, [["a.ts"], ["b.ts"]]);
  assert(code !== 0);
  assertStringIncludes(lines.join("\n"), "Error: no");
  assertStringIncludes(lines.at(-1)!, "FAILED | 1 passed | 1 failed | 1 ignored (");
});

Deno.test("runTestGroups() fails when a group says nothing of a result", async () => {
  const { code, lines } = await run({ "a.ts": QUICK, "b.ts": "syntax error" }, [["a.ts"], [
    "b.ts",
  ]]);
  assert(code !== 0);
  assertStringIncludes(lines.at(-1)!, "FAILED | 1 passed | ");
});

Deno.test("countsIn() reads what closingLine() writes", () => {
  for (
    const counts of [
      { passed: 0, steps: 0, failed: 0, failedSteps: 0, ignored: 0 },
      { passed: 12, steps: 1, failed: 3, failedSteps: 2, ignored: 9 },
    ]
  ) {
    assertEquals(countsIn(closingLine(counts, true, 1234)), counts);
    assertEquals(countsIn(`\x1b[32mok\x1b[0m ${closingLine(counts, false, 0).slice(7)}`), counts);
  }
  assertEquals(countsIn("a test | 1 passed | 0 failed ... ok (1ms)"), undefined);
});

Deno.test("closingLine() gives minutes and seconds", () => {
  const counts = { passed: 1, steps: 0, failed: 0, failedSteps: 0, ignored: 0 };
  assertEquals(closingLine(counts, true, 61_000), "ok | 1 passed | 0 failed (1m1s)");
});

Deno.test("otherPlaces() has all folders and files but those of no tests", async () => {
  const places = await otherPlaces(new URL("../", import.meta.url));
  for (const place of ["README.md", "docs", "engine", "extensions", "mod.ts", "pacts", "tools"]) {
    assert(places.includes(place), place);
  }
  for (const place of ["tests", "deno.json", "out", ".git"]) assert(!places.includes(place), place);
});
