/** Go's own templates, with the genuine Sprig, render the same; `testdata/go` has the program that does. */
import { assert } from "@std/assert";
import { fromFileUrl } from "@std/path";
import { isInstalled } from "../../tools/needs_tool.ts";
import { type Reason, unless } from "../../tools/unless.ts";
import { randomOf, randomTemplate } from "./_random_templates.ts";
import { renderGoTemplateBytes, TemplateError } from "./mod.ts";

/** Data as Secrets have it. */
const TEXTS = {
  user: "ann",
  password: "p\"1<&>'\\",
  empty: "",
  json: '{"b":[1,2.5,"x",null,true],"a":{"c":"d"}}',
  lines: "one\ntwo\n\nthree\n",
  number: "42",
  accents: "éàß Ünï → 日本",
  pem: "-----BEGIN A-----\nAQI=\n-----END A-----\n",
  binary: "\u0000\u0001",
};

/** Data of all kinds. */
const MIXED = {
  text: "x",
  int: 7,
  float: 2.5,
  yes: true,
  no: false,
  nothing: null,
  list: [1, "two", 3.5, null, ["deep"], { k: "v" }],
  words: ["b", "a", "c", "a"],
  map: { z: 1, a: "x", m: { n: [1, 2] } },
  texts: { p: "q" },
};

/** Templates over both, one on each line. */
const TEMPLATES = (await Deno.readTextFile(new URL("testdata/templates.txt", import.meta.url)))
  .split("\n").filter((line) => line !== "");

interface Case {
  template: string;
  data: unknown;
  missing: "default" | "zero" | "error";
}

const PROGRAM = fromFileUrl(new URL("testdata/go", import.meta.url));

/** Runs Go's command in the program's folder. */
async function go(args: string[], input = ""): Promise<{ success: boolean; out: string }> {
  const child = new Deno.Command("go", {
    args,
    cwd: PROGRAM,
    env: { GOFLAGS: "-mod=readonly -buildvcs=false", GOWORK: "off" },
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
    signal: AbortSignal.timeout(300_000),
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(input)).then(() => writer.close()).catch(() => {});
  const { success, stdout, stderr } = await child.output();
  return { success, out: new TextDecoder().decode(success ? stdout : stderr) };
}

async function why(): Promise<Reason> {
  if (!isInstalled("go")) return "there is no go on PATH; go.dev has one";
  const { success } = await go(["mod", "download"]);
  return success ? undefined : "Go's module github.com/Masterminds/sprig/v3 can't be had";
}

async function renderedByGo(cases: readonly Case[]): Promise<(Uint8Array | string)[]> {
  const { success, out } = await go(["run", "."], JSON.stringify(cases));
  assert(success, out);
  return JSON.parse(out).map(({ Output, Error }: { Output: string | null; Error: string }) =>
    Error ? Error : Uint8Array.fromBase64(Output ?? "")
  );
}

function renderedHere({ template, data, missing }: Case): Uint8Array | string {
  try {
    const options = missing === "default" ? {} : { missing };
    return renderGoTemplateBytes(template, data, options);
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    return error.message;
  }
}

/** Cases where both differ, with what comes of each. */
async function differences(cases: readonly Case[]): Promise<string[]> {
  const expected = await renderedByGo(cases);
  return cases.flatMap((one, index) => {
    const [theirs, ours] = [expected[index], renderedHere(one)];
    const isSame = typeof theirs === "string" || typeof ours === "string"
      ? typeof theirs === typeof ours
      : theirs.length === ours.length && theirs.every((byte, at) => byte === ours[at]);
    if (isSame) return [];
    const show = (result: Uint8Array | string) =>
      typeof result === "string"
        ? `error: ${result}`
        : JSON.stringify(new TextDecoder().decode(result));
    return [`${one.missing} ${one.template}\n  Go:   ${show(theirs)}\n  here: ${show(ours)}`];
  });
}

const reason = await why();

Deno.test({
  ...unless("renderGoTemplate() renders as Go and Sprig do", reason),
  async fn() {
    const cases = TEMPLATES.flatMap((template): Case[] => [
      { template, data: TEXTS, missing: "error" },
      { template, data: MIXED, missing: "default" },
      { template, data: MIXED, missing: "zero" },
      { template, data: TEXTS, missing: "zero" },
    ]);
    const found = await differences(cases);
    assert(found.length === 0, `${found.length} differ:\n${found.join("\n")}`);
  },
});

Deno.test({
  ...unless("renderGoTemplate() renders templates that nobody wrote as Go and Sprig do", reason),
  async fn() {
    const seed = Number(Deno.env.get("SEED") ?? 1);
    const random = randomOf(seed);
    const cases = Array.from(
      { length: Number(Deno.env.get("CASES") ?? 1500) },
      (_, index): Case => ({
        template: randomTemplate(random),
        data: MIXED,
        missing: (["default", "zero", "error"] as const)[index % 3],
      }),
    );
    const found = await differences(cases);
    assert(found.length === 0, `seed ${seed}, ${found.length} differ:\n${found.join("\n")}`);
  },
});
