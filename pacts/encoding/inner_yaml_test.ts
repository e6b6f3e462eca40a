import { assertEquals, assertThrows } from "@std/assert";
import { defaultLimits, LimitError } from "../limits.ts";
import { parseInnerYaml } from "./inner_yaml.ts";

function limits(aliases: number) {
  return { settings: { ...defaultLimits(), aliases } };
}

Deno.test("parseInnerYaml() reads what Go's reader reads, merge keys too", () => {
  const text = "base: &base {a: 1, when: 2024-01-01}\nmine: {<<: *base, a: 2}";
  assertEquals(parseInnerYaml(text, limits(100), "x"), {
    base: { a: 1, when: "2024-01-01" },
    mine: { a: 2, when: "2024-01-01" },
  });
  assertThrows(() => parseInnerYaml("a: [", limits(100), "x"), SyntaxError);
});

Deno.test("parseInnerYaml() ends when aliases or merge keys repeat too much, over all texts", () => {
  const levels = Array.from({ length: 12 }, (_, n) => n);
  const bomb = ["x0: &x0 [a]"];
  for (const n of levels) bomb.push(`x${n + 1}: &x${n + 1} [${`*x${n},`.repeat(10)}]`);
  const chain = ["x0: &x0 {a: 1}"];
  for (let n = 0; n < 3000; n++) chain.push(`x${n + 1}: &x${n + 1} {<<: *x${n}, k${n}: 1}`);
  for (const lines of [bomb, chain]) {
    const error = assertThrows(
      () => parseInnerYaml(lines.join("\n"), limits(2 ** 20), "app.yaml"),
      LimitError,
    );
    assertEquals(
      error.message,
      'app.yaml: aliases in YAML repeat more than 1 MiB, the limit. If that is meant, raise "limits.aliases" in dekube.yaml',
    );
  }
  const shared = limits(1000);
  const text = `a: &a ${"x".repeat(400)}\nb: *a\nc: *a`;
  parseInnerYaml(text, shared, "x");
  assertThrows(() => parseInnerYaml(text, shared, "x"), LimitError);
});
