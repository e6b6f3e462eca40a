/**
 * Whatever stands in manifests, a conversion writes nothing outside of its folder, and ends with a message at most.
 */
import { assert, assertEquals } from "@std/assert";
import { parse } from "@std/yaml";
import { formatDiagnostic } from "../../engine/cli/print.ts";
import { parseManifests, renderCompose, UserError } from "../../mod.ts";
import { Diagnostics } from "../../pacts/mod.ts";
import { isLimitError } from "../../pacts/limits.ts";
import { corpusInputs, corpusManifests, DISTRIBUTIONS } from "../_corpus.ts";
import { SHAPES } from "../growth/_shapes.ts";
import { eachNamed, eachReplaced, mutated, NO_TEXT } from "./_mutations.ts";
import { problemsOf } from "../../tools/soundness.ts";
import { Odd, RUNS } from "./_odd.ts";

/** What inputs are made of: all kinds of which something becomes of. */
async function origins(): Promise<Record<string, object[]>> {
  const found: Record<string, object[]> = {};
  for (const [name, shape] of Object.entries(SHAPES)) {
    const { text } = shape(2);
    found[name] = parseManifests([{ file: "a.yaml", text }], new Diagnostics());
  }
  for (const input of corpusInputs()) found[input] = await corpusManifests(input);
  return Object.fromEntries(Object.entries(found).filter(([, objects]) => objects.length > 0));
}

/** Converts it as the command does; what a user is told is fine. */
async function attempt(objects: readonly object[], config: object) {
  const diagnostics = new Diagnostics();
  const text = objects.map((object) => JSON.stringify(object)).join("\n---\n");
  const manifests = parseManifests([{ file: "a.yaml", text }], diagnostics);
  try {
    const { project, files } = await DISTRIBUTIONS.kubernetes2simple.convert(
      manifests,
      config,
      [],
      {
        firstRun: true,
        sourceName: "shop",
        diagnostics,
      },
    );
    return { compose: renderCompose(project), files, diagnostics };
  } catch (error) {
    if (!(error instanceof UserError) && !isLimitError(error)) throw error;
    return { diagnostics };
  }
}

Deno.test("a conversion stays in its folder and ends with a message at most when manifests are odd", async () => {
  const inputs = Object.values(await origins());
  for (let run = 1; run <= RUNS; run++) {
    const odd = new Odd(run);
    const objects = mutated(odd.of(inputs), odd);
    const { compose, files, diagnostics } = await attempt(objects, {}).catch((error) => {
      throw new Error(`run ${run}: ${error.message}`, { cause: error });
    });
    for (const diagnostic of diagnostics) {
      // deno-lint-ignore no-control-regex -- these are what must not be there
      const bad = /[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]/;
      assert(!bad.test(formatDiagnostic(diagnostic)), `run ${run}: ${diagnostic.message}`);
    }
    if (compose === undefined) continue;
    const hasHostPath = JSON.stringify(objects).includes('"hostPath"');
    const isWithoutImage = [...diagnostics].some(({ code }) => code === "no-image");
    for (const [path] of files.entries()) {
      const parts = path.split("/");
      const isWithin = !parts.some((part) => ["", ".", ".."].includes(part)) &&
        !path.includes("\0");
      assert(isWithin && parts[0] !== ".dekube" && path !== "compose.yml", `run ${run}: ${path}`);
    }
    const problems = problemsOf(parse(compose), files)
      .filter((problem) => !(isWithoutImage && problem.includes("no image to run")))
      // A relative hostPath is the user's to have.
      .filter((problem) => !(hasHostPath && problem.includes("there is no file")));
    assertEquals(problems, [], `run ${run}`);
  }
});

Deno.test("a conversion ends with a message at most when a field is a mapping that is no text", async () => {
  const seen = new Set<string>();
  let number = 0;
  for (const [name, shape] of Object.entries(SHAPES)) {
    const objects = parseManifests([{ file: "a.yaml", text: shape(1).text }], new Diagnostics());
    for (const [path, changed] of eachReplaced(objects, NO_TEXT)) {
      const [, index] = path.split(".");
      const place = `${objects[Number(index)].kind} ${path.replace(/\.\d+/g, ".#")}`;
      if (seen.has(place)) continue;
      seen.add(place);
      // Few among the others, all of them where there is time.
      if (number++ % Math.max(1, Math.round(500 / RUNS)) !== 0) continue;
      await attempt(changed as object[], {}).catch((error) => {
        throw new Error(`${name}: ${place}: ${error.message}`, { cause: error });
      });
    }
  }
});

Deno.test("a conversion finds names that manifests chose among an object's own alone", async () => {
  const found = new Set<string>();
  const inputs = Object.values(SHAPES).flatMap((shape) => {
    const objects = parseManifests([{ file: "a.yaml", text: shape(1).text }], new Diagnostics());
    return [...eachNamed(objects, NOBODYS)] as object[][];
  });
  // It stands for "constructor" and the like, which programs ask objects for of right.
  Object.defineProperty(Object.prototype, NOBODYS, {
    configurable: true,
    get() {
      found.add(placeIn(new Error()));
      return undefined;
    },
    set(value) {
      if (this === Object.prototype) found.add(placeIn(new Error()));
      Object.defineProperty(this, NOBODYS, {
        value,
        writable: true,
        enumerable: true,
        configurable: true,
      });
    },
  });
  try {
    // Few among the others, all of them where there is time.
    const step = Math.max(1, Math.round(500 / RUNS));
    for (let at = 0; at < inputs.length; at += step) await attempt(inputs[at], {});
  } finally {
    Reflect.deleteProperty(Object.prototype, NOBODYS);
  }
  assertEquals([...found], []);
});

/** A name that nobody has. */
const NOBODYS = "nobodys";

/** Where somebody asks for it. */
function placeIn({ stack = "" }: Error): string {
  return stack.split("\n").find((line) => !/^Error|mutations_test/.test(line))?.trim() ?? stack;
}
