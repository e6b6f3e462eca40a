import { assert, assertEquals } from "@std/assert";
import type { SecretValue } from "../../../pacts/mod.ts";
import { ValuesIn } from "./values_in.ts";

function valuesOf(count: number): SecretValue[] {
  return Array.from({ length: count }, (_, index) => ({
    namespace: "shop",
    secret: "s",
    key: `password${index}`,
    value: `p$ss/${index}word`,
  }));
}

Deno.test("ValuesIn.of() has all values that stand in a text, in any form", () => {
  const values = valuesOf(100);
  const found = new ValuesIn(values).of("a p$$ss/7word, p%24%24ss%2F8word or p$$ss/9wor");

  assert(found.includes(values[7]));
  assert(!found.includes(values[9]));
  assert(found.length < 5, String(found.length));
});

Deno.test("ValuesIn.of() finds what is short, and what is there several times", () => {
  const values = [...valuesOf(50), { namespace: "", secret: "s", key: "pw", value: "abc" }];

  assertEquals(new ValuesIn(values).of("abc abc").map(({ key }) => key), ["pw"]);
});

Deno.test("ValuesIn.of() takes as long for many values as for some", () => {
  const text = "nothing of a password ".repeat(5_000);
  const [some, many] = [100, 20_000].map((count) => {
    const values = new ValuesIn(valuesOf(count));
    const start = performance.now();
    for (let round = 0; round < 5; round++) assertEquals(values.of(text), []);
    return performance.now() - start;
  });

  assert(many < 20 * some, `${many} ms for 20000 values, ${some} ms for 100`);
});
