import { assertEquals } from "@std/assert";
import { said, testContext } from "@dekube/engine/testing";
import { parse } from "@std/yaml";
import { fileText, object } from "./_testing.ts";
import { Assets } from "./assets.ts";
import { writeRules } from "./rules.ts";

function write(groups: unknown, version = { major: 2, minor: 42 }, name = "rules") {
  const ctx = testContext([]);
  const rule = object("PrometheusRule", name, { groups });
  const path = writeRules(
    rule,
    new Assets("prometheus", ctx),
    { version, experimental: false },
    ctx,
  );
  const text = fileText(ctx, `configmaps/.prometheus/rules/${name}.yml`);
  return { path, groups: text && (parse(text) as { groups: unknown }).groups, said: said(ctx) };
}

const record = { record: "a:b", expr: "sum(a)" };

Deno.test("writeRules() writes the groups as they are, when Prometheus takes them", () => {
  const groups = [{
    name: "web",
    interval: "1m",
    limit: 5,
    rules: [
      { ...record, labels: { x: "1" } },
      {
        alert: "Down",
        expr: "up == 0",
        for: "5m",
        keep_firing_for: "1m",
        labels: { severity: "page" },
        annotations: { text: "{{ $value }}\nis: it" },
      },
    ],
  }];
  const { path, groups: read, said } = write(groups);
  assertEquals(path, "/etc/prometheus/config/rules/rules.yml");
  assertEquals(read, groups);
  assertEquals(said, []);
});

Deno.test("writeRules() leaves out Thanos' field in silence, as the operator does", () => {
  const { groups, said } = write([{
    name: "a",
    partial_response_strategy: "warn",
    rules: [{ ...record, labels: null }],
  }]);
  assertEquals(groups, [{ name: "a", rules: [record] }]);
  assertEquals(said, []);
});

Deno.test("writeRules() leaves out the rules that Prometheus would not start with, and keeps the rest", () => {
  const { groups, said } = write([
    {
      name: "a",
      rules: [
        { record: "a b", expr: "1" },
        { record: "a", alert: "b", expr: "1" },
        { alert: "b" },
        { alert: "b", expr: "sum(a" },
        "text",
        { ...record, annotations: { a: "b" } },
        { alert: "b", expr: 1, labels: { "a-b": "c" }, annotations: { d: "{{ $x" } },
      ],
    },
    { rules: [record] },
    { name: "a", rules: [] },
  ]);
  assertEquals(groups, [{ name: "a", rules: [record, { alert: "b", expr: "1" }] }]);
  assertEquals(said, [
    ...[0, 1, 2, 3, 4].map((index) => `bad-rule spec.groups[0].rules[${index}]`),
    "unsupported-field spec.groups[0].rules[5].annotations",
    "bad-label spec.groups[0].rules[6].labels",
    "bad-label spec.groups[0].rules[6].annotations",
    "no-group-name spec.groups[1].name",
    "duplicate-group spec.groups[2]",
  ]);
});

Deno.test("writeRules() leaves out what the version does not know", () => {
  const group = { name: "a", query_offset: "1m", labels: { x: "y" }, rules: [record] };
  assertEquals(write([group]).said, [
    "unsupported-field spec.groups[0].query_offset",
    "unsupported-field spec.groups[0].labels",
  ]);
  assertEquals(write([group], { major: 3, minor: 5 }).groups, [group]);
});

Deno.test("writeRules() writes no file when there is no group", () => {
  const { path, groups, said } = write(null);
  assertEquals([path, groups], [undefined, undefined]);
  assertEquals(said, ["no-rules spec.groups"]);
});

Deno.test("writeRules() shortens a name that is too long for a file", () => {
  const { path } = write([{ name: "a", rules: [record] }], undefined, "x".repeat(300));
  assertEquals(path?.split("/").at(-1)?.length, 180 + 1 + 8 + 4);
});
