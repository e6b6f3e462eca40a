import { assertEquals } from "@std/assert";
import { flatten, nested, renderConfig, withDefaults } from "./config.ts";

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

Deno.test("nested() keeps names of what every object has to itself", () => {
  const given = JSON.parse(
    '{"constructor.prototype.privileged": true, "__proto__.a": 1, "toString.b": 2, "c": 3, "c.d": 4}',
  );
  const config = nested(flatten(given));
  assertEquals(
    JSON.stringify(config),
    '{"constructor":{"prototype":{"privileged":true}},"__proto__":{"a":1},"toString":{"b":2},"c":{"d":4}}',
  );
  assertEquals(Object.keys(Object.prototype), []);
  assertEquals(("privileged" in {}) || ("a" in {}), false);
});
