import { assertEquals } from "@std/assert";
import { leaves, type Manifest } from "../../../pacts/mod.ts";
import { contextOf, said } from "../_testing.ts";
import { sayUnknownFields } from "./unknown_fields.ts";

const KIND = "example.com/Widget";
const FIELDS = { [KIND]: { spec: { routes: leaves("match middlewares"), labels: true } } } as const;

function sayOf(widget: object, claimedKinds = [KIND]) {
  const manifest = {
    apiVersion: "example.com/v1",
    kind: "Widget",
    metadata: { name: "web", namespace: "shop" },
    ...widget,
  } as Manifest;
  const ctx = contextOf([manifest], {}, { claimedKinds });
  sayUnknownFields(FIELDS, [], ctx);
  return said(ctx.diagnostics);
}

Deno.test("sayUnknownFields() names the nearest field when one is near, else those that there are", () => {
  assertEquals(sayOf({ spec: { routes: [{ middlwares: [] }, { colour: 1 }] } }), [
    'warning unknown-field: Widget has no field "middlwares" here, so nobody reads it, not in a cluster either (did you mean "middlewares"?). Correct it, or take it out',
    'warning unknown-field: Widget has no field "colour" here, so nobody reads it, not in a cluster either (it may have match, middlewares). Correct it, or take it out',
  ]);
});

Deno.test("sayUnknownFields() is silent when a field holds anything, nothing, or is Kubernetes' own", () => {
  const spec = { routes: [{ match: { a: 1 } }], labels: { any: 1 }, other: null };
  assertEquals(sayOf({ spec, status: { a: 1 } }), []);
});

Deno.test("sayUnknownFields() is silent when nobody converts the kind", () => {
  assertEquals(sayOf({ spec: { colour: 1 } }, []), []);
});

Deno.test("sayUnknownFields() looks at objects that controllers made others of", () => {
  const replaced: Manifest = {
    apiVersion: "example.com/v1",
    kind: "Widget",
    metadata: { name: "web" },
    spec: { color: 1 },
  };
  const ctx = contextOf([], {}, { claimedKinds: [KIND] });
  sayUnknownFields(FIELDS, [replaced], ctx);
  assertEquals(said(ctx.diagnostics).length, 1);
});
