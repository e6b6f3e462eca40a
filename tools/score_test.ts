import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { fromFileUrl } from "@std/path";
import { inFolder } from "./in_folder.ts";
import { printSummary } from "./score/print_summary.ts";
import { findSamples } from "./score/samples.ts";
import type { SampleScore } from "./score/score_sample.ts";
import { scoreSamples } from "./score/score_samples.ts";
import { summarize } from "./score/summary.ts";

const OWN = fromFileUrl(new URL("../tests/samples", import.meta.url));
const TOOL = fromFileUrl(new URL("score.ts", import.meta.url));
const OPTIONS = { fields: 40, objects: 40, seed: "1", jobs: 2, patience: 60_000 };

async function scoreOwn(): Promise<Record<string, SampleScore>> {
  const { samples } = await findSamples(OWN);
  const scores = await scoreSamples(samples, OPTIONS);
  return Object.fromEntries(scores.map((score) => [score.file, score]));
}

function fates({ fields }: SampleScore): string[] {
  return fields.map(({ kind, path, fate }) => `${fate} ${kind} ${path}`).sort();
}

Deno.test("scoreSamples() tells silent fields from others when samples are converted", async () => {
  const scores = await scoreOwn();

  assertEquals(
    Object.values(scores).map(({ file, exit, isCrash, unsound }) => [file, exit, isCrash, unsound]),
    [
      ["app/all.json", 0, false, []],
      ["app/harvest.yaml", 0, false, []],
      ["app/pears.yaml", 0, false, []],
      ["app/plums.yaml", 2, false, []],
      ["app/tasting.yaml", 0, false, []],
    ],
  );
  assertEquals(fates(scores["app/tasting.yaml"]), [
    "expected Deployment spec.template.spec.containers[].name",
    "expected Deployment spec.template.spec.volumes[].emptyDir",
    "heard Deployment spec.template.spec.containers[].args[]",
    "heard Deployment spec.template.spec.containers[].args[]",
    "heard Deployment spec.template.spec.containers[].image",
    "silent Deployment spec.template.spec.volumes[].name",
  ]);
  assertEquals(
    scores["app/tasting.yaml"].fields.find(({ fate }) => fate === "silent")?.value,
    "perry",
  );
  assertEquals(scores["app/all.json"].objects, [
    { kind: "Pod", gives: "output" },
    { kind: "Namespace", gives: "nothing" },
  ]);
  assertEquals(scores["app/plums.yaml"].objects, [{
    kind: "orchard.example/Plum",
    gives: "words",
  }]);
  assertEquals(scores["app/plums.yaml"].codes, { "unknown-kind": 1 });
  // The one that names the Service's port is why the port is heard.
  const pears = fates(scores["app/pears.yaml"]);
  assert(pears.includes("heard Service spec.ports[].port"), pears.join("\n"));
  assertEquals(pears.filter((line) => line.startsWith("silent")), []);
});

Deno.test("scoreSamples() gives a sample up, and goes on, when its conversion does not end in time", async () => {
  const { samples } = await findSamples(OWN);

  const scores = await scoreSamples(samples.slice(0, 2), { ...OPTIONS, jobs: 1, patience: 0 });

  for (const { isCrash, exit, failure } of scores) {
    assertEquals([isCrash, exit], [true, 1]);
    assertMatch(failure!, /takes more than 0 seconds$/);
  }
  assertEquals(scores.map(({ file }) => file), ["app/all.json", "app/harvest.yaml"]);
});

Deno.test("summarize() counts samples, skipped files and fields when there are scores", async () => {
  const { samples, skipped } = await findSamples(OWN);

  const summary = summarize(await scoreSamples(samples, OPTIONS), skipped);

  const { total } = summary;
  assertEquals(total.samples, 5);
  assertEquals(total.exit, { 0: 4, 1: 0, 2: 1 });
  assertEquals([total.crashes, total.unsound], [0, 0]);
  assertEquals(total.objects, { output: 5, words: 1, nothing: 1 });
  assertEquals(total.fields.silent, 1);
  assertEquals(summary.silent, [{
    kind: "Deployment",
    path: "spec.template.spec.volumes[].name",
    silent: 1,
    tried: 1,
    sample: "orchard/app/tasting.yaml",
    value: "perry",
  }]);
  assertEquals(summary.passedOver, { Namespace: 1 });
  const text = printSummary(summary, 60);
  assertMatch(text, /^\| orchard +\| 5 +\| 4 +\| 1 +\| 0 /m);
  assertStringIncludes(text, "Deployment spec.template.spec.volumes[].name");
});

Deno.test("the command prints the tables, and writes all of it as JSON, when it is given a folder", async () => {
  await inFolder([], async (folder) => {
    const { code, out } = await command(OWN, "--fields", "3", "--json", `${folder}/score.json`);

    assertEquals(code, 0);
    assertMatch(out, /^\| upstream +\| samples/);
    const { summary, scores, skipped } = JSON.parse(
      await Deno.readTextFile(`${folder}/score.json`),
    );
    assertEquals([summary.total.samples, scores.length, skipped.length], [5, 5, 7]);
    assert(scores.every(({ fields }: SampleScore) => fields.length <= 3));
  });
});

Deno.test("the command says what is wrong when it can't make sense of its arguments", async () => {
  const { code, err } = await command("a", "b", "--fields", "many", "--frozen");

  assertEquals(code, 1);
  assertStringIncludes(err, "there is no --frozen; --fields takes a number; it takes one folder");
  assertStringIncludes(err, "deno task score DIR [flags]");
});

async function command(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", TOOL, ...args],
    env: { NO_COLOR: "1" },
    stdin: "null",
  }).output();
  const [out, err] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
  return { code, out, err };
}
