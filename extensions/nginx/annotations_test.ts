import { assertEquals } from "@std/assert";
import { read } from "./_testing.ts";

Deno.test("flag() takes what Go takes for true and false", () => {
  const flag = (value: unknown, fallback = false) =>
    read((annotations) => annotations.flag("x", fallback), { x: value });
  assertEquals(flag("true"), [true, []]);
  assertEquals(flag(true), [true, []]);
  assertEquals(flag("T"), [true, []]);
  assertEquals(flag("0", true), [false, []]);
  assertEquals(flag(null, true), [true, []]);
  assertEquals(flag(" "), [false, []]);
  assertEquals(flag("yes"), [false, ["warning invalid-x"]]);
  assertEquals(flag("yes", true), [true, ["warning invalid-x"]]);
});

Deno.test("number() takes whole numbers from a least one on", () => {
  const number = (value: unknown, least?: number) =>
    read((annotations) => annotations.number("x", least), { x: value });
  assertEquals(number(" 60 "), [60, []]);
  assertEquals(number(0), [0, []]);
  assertEquals(number(null), [undefined, []]);
  assertEquals(number("0", 1), [undefined, ["warning invalid-x"]]);
  assertEquals(number("60s"), [undefined, ["warning invalid-x"]]);
  assertEquals(number("-1"), [undefined, ["warning invalid-x"]]);
  assertEquals(number({ a: 1 }), [undefined, ["warning invalid-x"]]);
});

Deno.test("a diagnostic names the Ingress and the annotation", () => {
  const [, said] = read((annotations) => {
    annotations.unsupported("x", "it is lost");
    return [...annotations.ctx.diagnostics];
  }, {});
  assertEquals(said, ["warning unsupported-x"]);
  const [[diagnostic]] = read((annotations) => {
    annotations.unsupported("x", "it is lost");
    return [...annotations.ctx.diagnostics];
  }, {});
  assertEquals(diagnostic, {
    severity: "warning",
    code: "unsupported-x",
    message: "nginx.ingress.kubernetes.io/x: it is lost",
    resource: { kind: "Ingress", namespace: "shop", name: "web" },
    path: 'metadata.annotations["nginx.ingress.kubernetes.io/x"]',
  });
});

Deno.test("get() leaves out what is longer than Kubernetes allows", () => {
  const get = (value: unknown) => read((annotations) => annotations.get("x"), { x: value });
  assertEquals(get(`  ${"a".repeat(262_142)}`)[1], []);
  assertEquals(get("a".repeat(262_145)), ["", ["warning invalid-x"]]);
});
