import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { UserError } from "../user_error.ts";
import { parseSupplied, renderSupplied } from "./supplied_file.ts";

const parsed = (text: string) => parseSupplied(text, "secrets.yaml");

Deno.test("parseSupplied() takes every value as it is written, and nothing for none", () => {
  assertEquals(parsed("a: {pin: 007, on: yes, no: ~, empty: '', none: }\n"), {
    a: { pin: "007", on: "yes", no: "~", empty: "", none: null },
  });
  assertEquals(parsed(""), {});
  assertEquals(parsed("# nothing\n"), {});
});

Deno.test("parseSupplied() leaves manifests alone", () => {
  assertEquals(parsed("kind: Secret\nmetadata: {name: a}\n"), undefined);
  assertEquals(parsed("kind: Secret\n---\nkind: Secret\n"), undefined);
});

Deno.test("parseSupplied() says what is wrong, and no value", () => {
  for (const text of ["a: [s3cret", "- s3cret", "s3cret", "a: &x {b: *x, c: s3cret}"]) {
    const { message } = assertThrows(() => parsed(text), UserError);
    assertStringIncludes(message, "secrets.yaml");
    assertEquals(message.includes("s3cret"), false, message);
  }
});

Deno.test("renderSupplied() has an empty place for each value, which reads as none", () => {
  const needs = { vaults: { "a: ''": { "b\nc": null, "007": null, [`x'"`]: null }, any: {} } };
  const text = renderSupplied(needs);
  assertEquals(parsed(text), needs);
  assertStringIncludes(text, "yours from now on");
});
