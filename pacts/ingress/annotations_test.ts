import { assertEquals } from "@std/assert";
import { contextOf, said, service } from "../_testing.ts";
import type { Ingress } from "../kubernetes/types.ts";
import { Annotations, parseFlag } from "./annotations.ts";

const PREFIX = "example.com/";

function ingress(short: Record<string, unknown>): Ingress {
  const annotations = Object.fromEntries(
    Object.entries(short).map(([name, value]) => [PREFIX + name, value as string]),
  );
  return { kind: "Ingress", metadata: { name: "web", namespace: "shop", annotations } };
}

function annotationsOf(short: Record<string, unknown>, ignoresCase = false): Annotations {
  const manifest = ingress(short);
  return new Annotations(
    { name: "example", prefix: PREFIX, ignoresCase },
    manifest,
    contextOf([manifest]),
  );
}

/** What a reader makes of one annotation `x`, and the codes of what is said. */
function read<T>(value: unknown, reader: (annotations: Annotations) => T): [T, ...string[]] {
  const manifest = ingress({ x: value });
  const ctx = contextOf([manifest]);
  const annotations = new Annotations({ name: "example", prefix: PREFIX }, manifest, ctx);
  return [reader(annotations), ...said(ctx).map((line) => line.split(" ")[0])];
}

Deno.test("get() takes scalars as text, without spaces around them", () => {
  const values = [" a\n", true, 7, null, ""].map((value) => read(value, (all) => all.get("x"))[0]);
  assertEquals(values, ["a", "true", "7", "", ""]);
  assertEquals(annotationsOf({}).get("x"), "");
  assertEquals(annotationsOf({ X: "a" }).get("x"), "");
});

Deno.test("get() takes nothing when a text is longer than Kubernetes allows", () => {
  assertEquals(read("x".repeat(300_000), (all) => all.get("x")), ["", "invalid-x"]);
});

Deno.test("get() survives annotations that are no mapping", () => {
  for (const annotations of [null, undefined, "text", [], 3]) {
    const manifest = { kind: "Ingress", metadata: { name: "web", annotations } } as Ingress;
    const controller = { name: "example", prefix: PREFIX };
    assertEquals(new Annotations(controller, manifest, contextOf([])).get("x"), "");
  }
});

Deno.test("get() takes names in any case when the controller does", () => {
  const annotations = annotationsOf({ "Router.PathMatcher": "Path" }, true);
  assertEquals(annotations.get("router.pathmatcher"), "Path");
  assertEquals(annotations.fullName("router.pathmatcher"), `${PREFIX}Router.PathMatcher`);
  assertEquals(annotations.fullName("other"), `${PREFIX}other`);
});

Deno.test("get() takes the last of those that differ in case alone, as sorted", () => {
  const both = { "router.x": "b", "Router.x": "a" };
  assertEquals(annotationsOf(both, true).get("router.x"), "b");
  assertEquals(annotationsOf({ ...both, "router.x": "" }, true).get("router.x"), "a");
  assertEquals(annotationsOf(both).get("Router.x"), "a");
});

Deno.test("get() takes the Service's word first, and report() names whose it was", () => {
  const web = service("web");
  web.metadata.annotations = { [`${PREFIX}x`]: "service", [`${PREFIX}y`]: "" };
  const manifest = ingress({ x: "ingress", y: "ingress" });
  const ctx = contextOf([manifest, web]);
  const annotations = new Annotations({ name: "example", prefix: PREFIX }, manifest, ctx, web);
  assertEquals(["x", "y", "z"].map((name) => annotations.get(name)), ["service", "ingress", ""]);
  for (const name of ["x", "y", "z"]) annotations.unsupported(name, "no");
  assertEquals([...ctx.diagnostics].map(({ resource }) => resource?.kind), [
    ...["Service", "Ingress", "Ingress"],
  ]);
});

Deno.test("list() and lines() leave out what is empty", () => {
  assertEquals(read(" a, ,b,", (all) => all.list("x")), [["a", "b"]]);
  assertEquals(read("a b\n\n  c\r\n", (all) => all.lines("x")), [["a b", "c"]]);
  assertEquals(read(null, (all) => [...all.list("x"), ...all.lines("x")]), [[]]);
});

Deno.test("flag() falls back, and says so, when a value is neither on nor off", () => {
  const flag = (value: unknown, fallback?: boolean) =>
    read(value, (all) => all.flag("x", fallback));
  assertEquals(flag("True"), [true]);
  assertEquals(flag(true), [true]);
  assertEquals(flag("0", true), [false]);
  assertEquals(flag("", true), [true]);
  assertEquals(flag("on", true), [true, "invalid-x"]);
  assertEquals(["on", "TrUe", ""].map(parseFlag), [undefined, undefined, undefined]);
});

Deno.test("number() takes whole numbers alone", () => {
  const number = (value: unknown, least?: number) => read(value, (all) => all.number("x", least));
  assertEquals(number("+10"), [10]);
  assertEquals(number(0), [0]);
  assertEquals(number(null), [undefined]);
  assertEquals(number("0", 1), [undefined, "invalid-x"]);
  for (const value of ["-1", "1.5", "1e3", "10s", "9".repeat(12)]) {
    assertEquals(number(value), [undefined, "invalid-x"]);
  }
});

Deno.test("ref() takes a name in the Ingress's namespace, or in one that stands before it", () => {
  const ref = (value: unknown) => read(value, (all) => all.ref("x"));
  assertEquals(ref("ca"), [{ namespace: "shop", name: "ca" }]);
  assertEquals(ref("certs/ca"), [{ namespace: "certs", name: "ca" }]);
  assertEquals(ref(""), [undefined]);
  for (const value of ["a/b/c", "/", "a/", "a b"]) {
    assertEquals(ref(value), [undefined, "invalid-x"]);
  }
});

Deno.test("what is said names the annotation, and its field", () => {
  const manifest = ingress({ x: "y" });
  const ctx = contextOf([manifest]);
  const annotations = new Annotations({ name: "example", prefix: PREFIX }, manifest, ctx);
  annotations.invalid("x", "it is odd");
  annotations.unsupported("x", "it can't be kept");
  annotations.info("odd", "x", "good to know");
  assertEquals(
    [...ctx.diagnostics].map(({ severity, code, message }) => `${severity} ${code}: ${message}`),
    [
      "warning invalid-x: example.com/x: it is odd; it is left out",
      "warning unsupported-x: example.com/x: it can't be kept",
      "info odd: example.com/x: good to know",
    ],
  );
  assertEquals(
    new Set([...ctx.diagnostics].map(({ path }) => path)),
    new Set([
      'metadata.annotations["example.com/x"]',
    ]),
  );
});

Deno.test("get() looks on the Service first, for what its controller reads there", () => {
  const manifest = ingress({ x: "of the Ingress", y: "of the Ingress" });
  const annotations = { [`${PREFIX}x`]: "of the Service", [`${PREFIX}y`]: "of the Service" };
  const service = { kind: "Service", metadata: { name: "web", namespace: "shop", annotations } };
  const get = (onServices?: readonly string[]) => {
    const controller = { name: "example", prefix: PREFIX, ...(onServices ? { onServices } : {}) };
    const both = new Annotations(controller, manifest, contextOf([manifest]), service);
    return [both.get("x"), both.get("y")].map((value) => value.split(" ").at(-1));
  };
  assertEquals(get(), ["Service", "Service"]);
  assertEquals(get(["y"]), ["Ingress", "Service"]);
  assertEquals(get([]), ["Ingress", "Ingress"]);
});

Deno.test("invalidItems() says of each item once, and of the first of many alone, that it is none", () => {
  const manifest = ingress({ x: "y" });
  const ctx = contextOf([manifest]);
  const annotations = new Annotations({ name: "example", prefix: PREFIX }, manifest, ctx);
  const items = Array.from({ length: 20_000 }, (_, index) => `i${index % 10_000}`);
  annotations.invalidItems("x", items, "is no item");
  const messages = [...ctx.diagnostics].map(({ message }) => message);
  assertEquals(messages.length, 11);
  assertEquals(messages[0], 'example.com/x: "i0" is no item; it is left out');
  assertEquals(messages[10], "example.com/x: 9990 more: each is no item; it is left out");
  annotations.invalidItems("x", [], "is no item");
  assertEquals([...ctx.diagnostics].length, 11);
});
