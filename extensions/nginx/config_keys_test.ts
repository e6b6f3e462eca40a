import { assert, assertEquals } from "@std/assert";
import { CONFIG_KEYS, GLOBALS } from "./config_keys.ts";
import { UNDERSTOOD } from "./understood.ts";

const ALL = [...CONFIG_KEYS.understood, ...CONFIG_KEYS.lost.flatMap(({ keys }) => keys)];

Deno.test("CONFIG_KEYS says of each key once what becomes of it", () => {
  const twice = ALL.filter((key, index) => ALL.indexOf(key) !== index);
  assertEquals(twice, []);
  assert(ALL.every((key) => /^[a-z0-9-]+$/.test(key)) && ALL.length > 200);
});

Deno.test("GLOBALS are called as no annotation is", () => {
  const names = new Set(UNDERSTOOD.map((name) => name.replace(/^.*\//, "")));
  assertEquals(GLOBALS.filter((key) => names.has(key)), []);
});
