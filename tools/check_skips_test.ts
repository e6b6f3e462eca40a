import { assertEquals } from "@std/assert";
import { findSkipProblems } from "./check_skips.ts";
import { EXPECTED_SKIPS, type ExpectedSkips } from "./expected_skips.ts";
import { unless } from "./unless.ts";

const ROOT = "root may do anything";

const LOG = `Check a_test.ts
running 3 tests from ./a_test.ts
may not write (skipped: ${ROOT}) ... ignored (0ms)
says things ...
------- output -------
other ... ignored (0ms)
----- output end -----
says things ... ok (3ms)
has steps ...
  one ... ok (0ms)
has steps ... ok (1ms)
running 1 test from ./sub/b_test.ts
stands alone ... ignored (0ms)

ok | 2 passed (1 step) | 0 failed | 2 ignored (8ms)

`;

const EXPECTED: ExpectedSkips[] = [
  { reason: ROOT, tests: { "a_test.ts": ["may not write"] } },
  { reason: "no registry", tests: { "sub/b_test.ts": ["stands alone"] } },
];

Deno.test("unless() says in the name why a test is skipped", () => {
  const skipped = unless("may not write", ROOT);
  assertEquals([skipped.name, skipped.ignore], [
    "may not write (skipped: root may do anything)",
    true,
  ]);
  assertEquals(unless("may not write", undefined), { name: "may not write", ignore: false });
});

Deno.test("findSkipProblems() finds nothing when just the listed tests are skipped", () => {
  assertEquals(findSkipProblems([LOG], EXPECTED), []);
});

Deno.test("findSkipProblems() names each skipped test that is not listed", () => {
  assertEquals(findSkipProblems([LOG], []), [
    'a_test.ts: "may not write" is skipped, root may do anything',
    'sub/b_test.ts: "stands alone" is skipped, and does not say why',
  ]);
});

Deno.test("findSkipProblems() names a skipped test when it is listed for another reason, file or machine", () => {
  const [root, registry] = EXPECTED;
  assertEquals(findSkipProblems([LOG], [{ ...root, reason: "needs nginx" }, registry]), [
    'a_test.ts: "may not write" is skipped, root may do anything',
  ]);
  assertEquals(findSkipProblems([LOG], [root, { ...registry, reason: undefined }]), [
    'sub/b_test.ts: "stands alone" is skipped, and does not say why',
  ]);
  const elsewhere = { ...registry, tests: { "b_test.ts": ["stands alone"] } };
  assertEquals(findSkipProblems([LOG], [root, elsewhere]), [
    'sub/b_test.ts: "stands alone" is skipped, and does not say why',
    'b_test.ts: "stands alone" is listed, but there is no such test',
  ]);
});

Deno.test("findSkipProblems() names skipped steps", () => {
  const log = LOG.replace("  one ... ok (0ms)", "  one ... ignored (0ms)");
  assertEquals(findSkipProblems([log], EXPECTED), [
    'a_test.ts: "one" is skipped, and does not say why',
  ]);
});

Deno.test("findSkipProblems() names what is listed and runs, or is no more", () => {
  const tests = { "a_test.ts": ["may not write", "says things", "has steps", "one", "gone"] };
  assertEquals(findSkipProblems([LOG], [{ reason: ROOT, tests }, EXPECTED[1]]), [
    'a_test.ts: "says things" is listed as skipped (root may do anything), but it runs',
    'a_test.ts: "has steps" is listed as skipped (root may do anything), but it runs',
    'a_test.ts: "one" is listed, but there is no such test',
    'a_test.ts: "gone" is listed, but there is no such test',
  ]);
  // Where there is no reason they run, and must be there.
  const here = { reason: undefined, tests: { "a_test.ts": ["says things", "gone"] } };
  assertEquals(findSkipProblems([LOG], [here, ...EXPECTED]), [
    'a_test.ts: "gone" is listed, but there is no such test',
  ]);
});

Deno.test("findSkipProblems() takes several logs together", () => {
  const other =
    "running 1 test from ./c_test.ts\nlast ... ok (0ms)\n\nok | 1 passed | 0 failed (1ms)\n";
  const both = [...EXPECTED, { reason: "x", tests: { "c_test.ts": ["last"] } }];
  assertEquals(findSkipProblems([LOG, other], both), [
    'c_test.ts: "last" is listed as skipped (x), but it runs',
  ]);
});

Deno.test("findSkipProblems() says so when a log names fewer skipped tests than Deno counts", () => {
  const torn = LOG.replace("stands alone ... ignored", "stands alone ... noise\nignored");
  assertEquals(findSkipProblems([torn], EXPECTED), [
    "Deno counts 2 skipped tests, its log names 1",
    'sub/b_test.ts: "stands alone" is listed, but there is no such test',
  ]);
  assertEquals(findSkipProblems(["error: Uncaught"], []), ["a log ends without a summary"]);
});

Deno.test("findSkipProblems() is not misled by what a failing test says", () => {
  const log = LOG.replace("\nok | ", "\n ERRORS \n\nerror: x ... ignored (0ms)\n\nFAILED | ");
  assertEquals(findSkipProblems([log], EXPECTED), []);
});

Deno.test("findSkipProblems() reads what Deno prints", async () => {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(
      `${folder}/a_test.ts`,
      `const ignore = true;
      Deno.test({ name: "one (skipped: a (good) reason)", ignore, fn() {} });
      Deno.test({ name: "two", ignore, fn() {} });
      Deno.test("three", async (test) => {
        console.log("lost ... ignored (0ms)");
        await test.step({ name: "four", ignore, fn() {} });
      });
      Deno.test("five", () => { throw new Error("x ... ignored (0ms)"); });`,
    );
    const { stdout } = await new Deno.Command(Deno.execPath(), {
      args: ["test", "--no-config", "--no-check", "a_test.ts"],
      cwd: folder,
      env: { NO_COLOR: "1" },
      stderr: "null",
    }).output();
    assertEquals(findSkipProblems([new TextDecoder().decode(stdout)], []), [
      'a_test.ts: "one" is skipped, a (good) reason',
      'a_test.ts: "two" is skipped, and does not say why',
      'a_test.ts: "four" is skipped, and does not say why',
    ]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("EXPECTED_SKIPS names files that are there", async () => {
  for (const file of EXPECTED_SKIPS.flatMap(({ tests }) => Object.keys(tests))) {
    await Deno.stat(new URL(`../${file}`, import.meta.url));
  }
});
