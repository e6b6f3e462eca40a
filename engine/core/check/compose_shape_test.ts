import { assertEquals } from "@std/assert";
import { Ajv } from "ajv";
import { NEEDS } from "../output/needs.ts";
import { PROJECT } from "./compose_shape.ts";
import { mistakesIn } from "./shape.ts";

// deno-lint-ignore no-explicit-any -- a JSON Schema
type Schema = any;

const FILE = new URL("../../../tests/testdata/compose-spec/compose-spec.json", import.meta.url);
const { $schema: _draft07, ...SCHEMA } = JSON.parse(await Deno.readTextFile(FILE));

/** Values of each type, some of them odd. */
const SCALARS = ["", "1", "a", "30s", "8080:80", "all", 0, 1.5, -1, 2000, true, null];
const SAMPLES = [...SCALARS, [], {}, [[]], [{}], ["a", 1], { a: "b" }, { "x-a": 1 }];

function resolved(schema: Schema): Schema {
  return schema.$ref ? resolved(SCHEMA.definitions[schema.$ref.split("/").at(-1)]) : schema;
}

/** The first value that a schema takes, as far as anybody must go to be let in. */
function simplest(schema: Schema): unknown {
  const { oneOf, enum: words, type, required = [], properties } = resolved(schema);
  if (oneOf) return simplest(oneOf[0]);
  if (words) return words[0];
  const [first] = [type].flat();
  if (first !== "object") return { string: "always", array: [], null: null }[first as string] ?? 1;
  return Object.fromEntries(required.map((key: string) => [key, simplest(properties[key])]));
}

/** A value for each place of a schema and each sample, with no more around it than the place needs. */
function* values(schema: Schema, depth = 0): Iterable<unknown> {
  const { oneOf, enum: words, items, properties = {}, patternProperties = {} } = resolved(schema);
  if (depth > 9) return;
  yield* SAMPLES;
  yield* words ?? [];
  for (const form of oneOf ?? []) yield* values(form, depth + 1);
  if (items) { for (const item of values(items, depth + 1)) yield [item]; }
  const around = resolved(schema).type === "object" || properties ? simplest(schema) : {};
  const chosen = Object.entries(patternProperties).filter(([name]) => name !== "^x-")
    .flatMap(([, below]) => ["a", "A.b", "a b", ""].map((key) => [key, below] as const));
  for (const [key, below] of [...Object.entries(properties), ...chosen]) {
    for (const value of values(below, depth + 1)) {
      yield { ...(around as Record<string, unknown>), [key]: value };
    }
  }
}

/** Docker Compose takes lists with an item twice. */
function withoutUnique(schema: Schema): Schema {
  if (Array.isArray(schema)) return schema.map(withoutUnique);
  if (typeof schema !== "object" || schema === null) return schema;
  return Object.fromEntries(
    Object.entries(schema).filter(([key]) => key !== "uniqueItems")
      .map(([key, value]) => [key, withoutUnique(value)]),
  );
}

/** Keys that Docker Compose has, and the schema has not yet. */
const NEWER = ["pre_start", "no_cache_filter"];

Deno.test("PROJECT takes what the JSON Schema of the Compose Specification takes, place by place, and nothing else", () => {
  const isRight = new Ajv({ strict: false, validateFormats: false })
    .compile(withoutUnique(SCHEMA));
  let count = 0;
  for (const value of values(SCHEMA)) {
    count++;
    const mistakes = mistakesIn(value, PROJECT, () => "").filter(({ isForm, problem }) =>
      // The schema has words and patterns, too; what else is a form is Compose's own.
      !isForm || !/a port|a size|a length of time|a line whose|a host and/.test(problem)
    );
    assertEquals(mistakes.length === 0, isRight(value), JSON.stringify(value));
  }
  assertEquals(count > 5000, true);
});

Deno.test("PROJECT takes every key that a project may need a newer Docker Compose for", () => {
  for (const { key } of NEEDS) {
    const [place] = key.split("=");
    const steps = place.match(/\*|\[\]|[^.[\]]+/g) ?? [];
    const nested = steps.reduceRight<unknown>(
      (below, step) => step === "[]" ? [below] : { [step === "*" ? "a" : step]: below },
      null,
    );
    const unknown = mistakesIn(nested, PROJECT, () => "").filter(({ problem }) =>
      problem.startsWith("is nothing")
    );
    assertEquals(unknown, [], key);
  }
  const newer = NEEDS.filter(({ key }) => NEWER.some((name) => key.endsWith(name)));
  assertEquals(newer.length, NEWER.length);
});
