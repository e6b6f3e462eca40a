import { assertEquals, assertThrows } from "@std/assert";
import { defaultLimits, LimitError } from "../limits.ts";
import { YamlBudget } from "./yaml_budget.ts";

function budget(limits: Partial<ReturnType<typeof defaultLimits>>): YamlBudget {
  return new YamlBudget({ ...defaultLimits(), ...limits });
}

Deno.test("YamlBudget.take() counts nothing when nothing is repeated", () => {
  budget({ aliases: 0 }).take({ a: ["b", 1, null, { c: "d" }] }, "a: [b, 1, null, {c: d}]", "x");
});

Deno.test("YamlBudget.take() counts what is shared for each place, over all documents", () => {
  const shared = "x".repeat(100);
  const one = [{ shared }];
  const text = `[&a {shared: ${shared}}, *a]`;
  const within = budget({ aliases: 200 });
  within.take([...one, ...one], text, "x");
  assertThrows(
    () => {
      within.take([...one, ...one], text, "x");
      within.take([...one, ...one], text, "x");
    },
    LimitError,
    "x: aliases in YAML repeat more than 200 bytes, the limit",
  );
});

Deno.test("YamlBudget.take() goes through a shared part once, however often it stands there", () => {
  let visits = 0;
  let level: object = {};
  Object.defineProperty(level, "leaf", { enumerable: true, get: () => ++visits });
  for (let depth = 0; depth < 30; depth++) level = [level, level];
  assertThrows(() => budget({}).take(level, "", "x"), LimitError);
  assertEquals(visits, 1);
});

Deno.test("YamlBudget.take() refuses a document that holds itself, or nests too deep", () => {
  const circle: unknown[] = [];
  circle.push({ circle });
  assertThrows(() => budget({}).take(circle, "", "x"), SyntaxError, "within what it names");
  assertThrows(
    () => budget({ depth: 2 }).take([[[]]], "[[[]]]", "x"),
    LimitError,
    'x nests mappings and lists deeper than 2, the limit. If that is meant, raise "limits.depth"',
  );
});
