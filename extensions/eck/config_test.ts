import { assertEquals } from "@std/assert";
import { flatten, renderConfig, withDefaults } from "./config.ts";

Deno.test("flatten() names settings in each other by dots, and keeps lists and what is empty", () => {
  const config = { a: { b: 1, "c.d": [{ e: 1 }] }, "f.g": {}, h: null, i: { j: null } };
  assertEquals([...flatten(config)], [["a.b", 1], ["a.c.d", [{ e: 1 }]], ["f.g", {}]]);
});

Deno.test("withDefaults() gives way to what is set above, at or below a default", () => {
  const defaults = { "a.b.c": 1, "d": 2, "e.f": 3, "g": 4 };
  const own = flatten({ "a.b": [1], d: { x: 5 }, "e.f": 6, gg: 7 });
  assertEquals([...withDefaults(defaults, own)], [
    ["g", 4],
    ["a.b", [1]],
    ["d.x", 5],
    ["e.f", 6],
    ["gg", 7],
  ]);
});

Deno.test("renderConfig() quotes what YAML would read otherwise", () => {
  const config = new Map<string, unknown>([["a.b", "yes"], ["c d: e", [1, "#"]]]);
  assertEquals(renderConfig(config), 'a.b: "yes"\n"c d: e": [1,"#"]\n');
});
