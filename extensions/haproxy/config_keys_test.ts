import { assert, assertEquals } from "@std/assert";
import type { ConfigKeys } from "@dekube/engine/pacts/ingress";
import { CONFIG_KEYS, DEFAULTS } from "./config_keys.ts";
import { OTHER_CONFIG_KEYS } from "./other_config_keys.ts";
import { HAPROXY } from "./controller.ts";
import { UNDERSTOOD } from "./understood.ts";

function all({ understood, lost }: ConfigKeys): string[] {
  return [...understood, ...lost.flatMap(({ keys }) => keys)];
}

Deno.test("the keys of both controllers' ConfigMaps are there once", () => {
  for (const keys of [all(CONFIG_KEYS), all(OTHER_CONFIG_KEYS)]) {
    assertEquals(keys.filter((key, index) => keys.indexOf(key) !== index), []);
    assert(keys.every((key) => /^[a-z0-9-]+$/.test(key)) && keys.length > 80);
  }
});

Deno.test("DEFAULTS are called as annotations are", () => {
  const names = [...DEFAULTS].map((key) => HAPROXY.prefix + key);
  assertEquals(names.filter((name) => !UNDERSTOOD.includes(name)), []);
});
