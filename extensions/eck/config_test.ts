import { assertEquals } from "@std/assert";
import type { Mapping } from "@dekube/engine/pacts";
import { said, testContext } from "@dekube/engine/testing";
import { flatten, nested, renderConfig, withDefaults } from "./config.ts";

Deno.test("flatten() names settings in each other by dots, and keeps lists and what is empty", () => {
  const config = { a: { b: 1, "c.d": [{ e: 1 }] }, "f.g": {}, h: null, i: { j: null } };
  assertEquals([...flatten(config)], [["a.b", 1], ["a.c.d", [{ e: 1 }]], ["f.g", {}]]);
});

/** Settings with these defaults, and what is said of them. */
function joined(defaults: Mapping, own: Mapping): { config: [string, unknown][]; said: string[] } {
  const ctx = testContext([]);
  const config = withDefaults(defaults, flatten(own), ctx.report());
  return { config: [...config], said: said(ctx) };
}

Deno.test("withDefaults() gives way to what is set at or below a default", () => {
  const defaults = { "d": 2, "e.f": 3, "g": 4, "h": 5 };
  const own = { d: { x: 5 }, "e.f": 6, gg: 7, h: [] };
  assertEquals(joined(defaults, own), {
    config: [["g", 4], ["d.x", 5], ["e.f", 6], ["gg", 7], ["h", []]],
    said: [],
  });
});

Deno.test("withDefaults() keeps the defaults below a name that is set to something else", () => {
  const defaults = { "a.b.c": 1, "a.b.d": 2 };
  for (const name of ["a", "a.b"]) {
    for (const value of [[], [1], "x", false, 0, ""]) {
      assertEquals(joined(defaults, { [name]: value }), {
        config: Object.entries(defaults),
        said: ["misplaced-setting"],
      });
    }
  }
  for (const name of ["a", "a.b", "a.b.c"]) {
    assertEquals(joined(defaults, { [name]: {} }), { config: Object.entries(defaults), said: [] });
  }
  assertEquals(joined(defaults, { e: {} }).config.at(-1), ["e", {}]);
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
