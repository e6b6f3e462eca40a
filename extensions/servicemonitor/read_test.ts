import { assert, assertEquals, assertFalse } from "@std/assert";
import { said, testContext } from "@dekube/engine/testing";
import { isSet, reportUnread, siteOf } from "./read.ts";

Deno.test("isSet() is false for what a template left empty", () => {
  for (const value of [null, undefined, "", 0, false, [], {}]) assertFalse(isSet(value));
  for (const value of ["a", 1, true, [null], { a: null }]) assert(isSet(value));
});

Deno.test("reportUnread() names the fields that are set and not known", () => {
  const ctx = testContext([]);
  const site = siteOf({ kind: "Prometheus", metadata: { name: "x" } }, ctx).item(0);
  reportUnread({ known: 1, thanos: { a: 1 }, empty: {} }, new Set(["known"]), site);
  assertEquals(said(ctx), ["unsupported-field spec[0].thanos"]);
});
