import { assertEquals } from "@std/assert";
import { hasField, leaves, unknownFields } from "./fields.ts";

const FIELDS = { rules: { ...leaves("path port"), headers: true } } as const;

function pathsOf(value: unknown): string[] {
  return [...unknownFields(value, FIELDS)].map(({ path }) => path);
}

Deno.test("unknownFields() looks into lists and mappings, and into nothing that may hold anything", () => {
  const rules = [{ path: "/", headers: { any: 1 } }, { prt: 1 }];
  assertEquals(pathsOf({ rules, extra: {} }), ["rules[1].prt", "extra"]);
});

Deno.test("unknownFields() is empty when values are of another type", () => {
  for (const value of [null, 1, "x", [[{ a: 1 }]], { rules: "x" }, { rules: [null, [{ a: 1 }]] }]) {
    assertEquals(pathsOf(value), []);
  }
});

Deno.test("unknownFields() takes no name for one that every object has", () => {
  assertEquals(pathsOf({ toString: 1 }), ["toString"]);
});

Deno.test("unknownFields() bears lists that are nested deeply", () => {
  let deep: unknown = 1;
  for (let depth = 0; depth < 100_000; depth++) deep = [deep];
  assertEquals(pathsOf({ rules: deep }), []);
});

Deno.test("hasField() knows a field by its path, whatever stands in brackets", () => {
  assertEquals(
    ["rules[0].path", "rules[web].port", "rules[0].headers.a.b", "rules", "rules[0].toString", "x"]
      .map((path) => hasField(FIELDS, path)),
    [true, true, true, true, false, false],
  );
});
