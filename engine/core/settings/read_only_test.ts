import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import type { Config, ConvertContext } from "../../../pacts/mod.ts";
import { convert } from "../convert.ts";
import { UserError } from "../user_error.ts";
import { readOnly } from "./read_only.ts";

Deno.test("readOnly() copies settings at any depth, and leaves what is none as it is", () => {
  const settings = { a: [{ b: 1 }], f: () => 1, d: new Date(0), ["__proto__"]: { x: 1 } };
  const copy = readOnly(settings);
  assertEquals(copy, settings);
  assertEquals(copy.f, settings.f);
  for (const change of [() => copy.a.push({ b: 2 }), () => copy.a[0].b = 2]) {
    assertThrows(() => void change(), TypeError);
  }
  settings.a.push({ b: 2 });
  assertEquals(copy.a.length, 1);
});

Deno.test("convert() lets no extension change the settings, and leaves a script's as they are", async () => {
  const settings = { name: "shop", overrides: {}, extensions: { bad: { hosts: [] } } };
  const bad = (change: (config: Config) => unknown) => ({
    name: "bad",
    transform: (_services: unknown, _entries: unknown, ctx: ConvertContext) =>
      void change(ctx.config),
  });
  await convert([], settings, [bad((config) => config.name)]);
  assertEquals(Object.isFrozen(settings.extensions.bad.hosts), false);
  for (
    const change of [
      (config: Config) => config.name = "",
      (config: Config) => config.overrides.web = { privileged: true },
      (config: Config) => config.exclude.push("*"),
    ]
  ) {
    await assertRejects(() => convert([], settings, [bad(change)]), UserError, "Cannot");
  }
});
