/**
 * Holds the tests that Deno skipped against tools/expected_skips.ts:
 *
 *     deno run -A tools/jsr.ts run -A tools/check_skips.ts LOG…
 *
 * The logs are what `deno test` printed; together they are all tests. Fails, and says why, for a test that is
 * skipped and not listed, and for one that is listed and runs or is no more.
 *
 * @module
 */

import { EXPECTED_SKIPS, type ExpectedSkips } from "./expected_skips.ts";

/** What became of a test or a step of one. */
interface Result {
  file: string;
  name: string;
  isStep: boolean;
  isIgnored: boolean;
  /** Why it is skipped, as its name says. */
  reason?: string;
}

/** All that is wrong with the skipped tests of some logs, each as a sentence. */
export function findSkipProblems(
  logs: readonly string[],
  expected: readonly ExpectedSkips[],
): string[] {
  const results = logs.flatMap(readResults);
  const problems = logs.flatMap(compareCount);
  const listed = expected.flatMap(({ reason, tests }) =>
    Object.entries(tests).flatMap(([file, names]) => names.map((name) => ({ file, name, reason })))
  );
  const isSame = (one: { file: string; name: string }, other: typeof one) =>
    one.file === other.file && one.name === other.name;

  for (const result of results.filter(({ isIgnored }) => isIgnored)) {
    const { file, name, reason } = result;
    const found = listed.find((item) => item.reason !== undefined && isSame(item, result));
    // A test may be listed for one reason and be skipped for another.
    if (found && (reason === undefined || reason === found.reason)) continue;
    problems.push(`${file}: "${name}" is skipped, ${reason ?? "and does not say why"}`);
  }
  for (const item of listed) {
    const { file, name, reason } = item;
    const result = results.find((result) => !result.isStep && isSame(item, result));
    if (!result) problems.push(`${file}: "${name}" is listed, but there is no such test`);
    else if (reason !== undefined && !result.isIgnored) {
      problems.push(`${file}: "${name}" is listed as skipped (${reason}), but it runs`);
    }
  }
  return problems;
}

/** The results that a log names. */
function readResults(log: string): Result[] {
  const results: Result[] = [];
  let file = "";
  let isOutput = false;
  // Where tests fail, what they said follows once more.
  let isRepeated = false;
  for (const line of log.split(/\r?\n/)) {
    if (/^-+ (?:[\w-]+ )?output -+$/.test(line)) isOutput = true;
    else if (/^-+ (?:[\w-]+ )?output end -+$/.test(line)) isOutput = false;
    if (isOutput) continue;
    if (/^ (?:ERRORS|FAILURES) $/.test(line)) isRepeated = true;
    const from = /^running \d+ tests? from (?:\.\/)?(.+)$/.exec(line)?.[1];
    if (from) {
      file = from.replaceAll("\\", "/");
      isRepeated = false;
    }
    if (isRepeated) continue;
    const [, indent, title, outcome] =
      /^( *)(.+) \.\.\. (ok|FAILED|ignored|cancelled)(?: \(.*\))?$/.exec(line) ?? [];
    if (!title) continue;
    const [, name, reason] = /^(.*) \(skipped: (.*)\)$/.exec(title) ?? [title, title];
    results.push({ file, name, reason, isStep: indent !== "", isIgnored: outcome === "ignored" });
  }
  return results;
}

/** Whether a log names as many skipped tests as Deno counts: a line that came apart would hide one. */
function compareCount(log: string): string[] {
  const summary = log.match(/^(?:ok|FAILED) \| \d+ passed .*$/gm)?.at(-1);
  if (!summary) return ["a log ends without a summary"];
  const counted = Number(/\| (\d+) ignored/.exec(summary)?.[1] ?? 0);
  const named = readResults(log).filter(({ isStep, isIgnored }) => isIgnored && !isStep).length;
  return counted === named ? [] : [`Deno counts ${counted} skipped tests, its log names ${named}`];
}

if (import.meta.main) {
  const logs = await Promise.all(Deno.args.map((path) => Deno.readTextFile(path)));
  const problems = findSkipProblems(logs, EXPECTED_SKIPS);
  for (const problem of problems) console.error(problem);
  if (problems.length > 0) {
    console.error("Skipped tests are not what tools/expected_skips.ts says.");
    Deno.exit(1);
  }
}
