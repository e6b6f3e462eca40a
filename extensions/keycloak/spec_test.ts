import { assertEquals } from "@std/assert";
import { said, testContext } from "@dekube/engine/testing";
import { specOf } from "./_testing.ts";

Deno.test("Spec reads fields of the right type", () => {
  const ctx = testContext([]);
  const spec = specOf({
    text: "a b ",
    number: 3,
    flag: true,
    quoted: "false",
    port: "8443",
    list: [1, null, "x"],
    ref: { name: "s", key: "k" },
  }, ctx);
  assertEquals(spec.text("text"), "a b ");
  assertEquals(spec.text("number"), "3");
  assertEquals(spec.number("number"), 3);
  assertEquals(spec.flag("flag"), true);
  assertEquals(spec.flag("quoted"), false);
  assertEquals(spec.port("port"), 8443);
  assertEquals(spec.list("list"), [1, "x"]);
  assertEquals(spec.secretKey("ref"), { name: "s", key: "k" });
  assertEquals(said(ctx), []);
});

Deno.test("Spec is silent of what is missing or null", () => {
  for (const root of [undefined, null, {}, { a: null }, { a: { b: null } }, { a: { b: "" } }]) {
    const ctx = testContext([]);
    const spec = specOf(root, ctx);
    assertEquals(spec.text("a.b"), "");
    assertEquals(spec.flag("a.b"), undefined);
    assertEquals(spec.number("a.b"), undefined);
    assertEquals(spec.port("a.b"), undefined);
    assertEquals(spec.list("a.b"), []);
    assertEquals(spec.group("a.b"), {});
    assertEquals(spec.secretKey("a.b"), undefined);
    assertEquals(said(ctx), []);
  }
});

Deno.test("Spec says what is of a wrong type, once", () => {
  const ctx = testContext([]);
  const spec = specOf({ a: { b: ["x"] }, c: "x", port: 70000 }, ctx);
  assertEquals(spec.text("a.b"), "");
  assertEquals(spec.text("a.b"), "");
  assertEquals(spec.flag("c"), undefined);
  assertEquals(spec.number("c"), undefined);
  assertEquals(spec.list("c"), []);
  assertEquals(spec.group("c"), {});
  assertEquals(spec.port("port"), undefined);
  assertEquals(spec.secretKey("c"), undefined);
  assertEquals(said(ctx), [
    "bad-field spec.a.b",
    "bad-field spec.c",
    "bad-field spec.c",
    "bad-field spec.c",
    "bad-field spec.c",
    "bad-field spec.port",
    "bad-reference spec.c",
  ]);
});

Deno.test("Spec takes a path in parts when a name has a dot", () => {
  assertEquals(
    specOf({ stores: { "my.pem": { name: "x" } } }).text(["stores", "my.pem", "name"]),
    "x",
  );
});

Deno.test("Spec says of a spec that is no mapping", () => {
  const ctx = testContext([]);
  assertEquals(specOf([1], ctx).group(""), {});
  assertEquals(said(ctx), ["bad-field spec"]);
});
