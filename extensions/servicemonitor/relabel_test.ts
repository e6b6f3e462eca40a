import { assert, assertEquals, assertFalse } from "@std/assert";
import { said, testContext } from "@dekube/engine/testing";
import { Site } from "./read.ts";
import { convertRelabelings, readsLabel } from "./relabel.ts";

const V2 = { major: 2, minor: 42 };

function convert(relabelings: unknown, version = V2) {
  const ctx = testContext([]);
  const site = new Site(ctx, { kind: "ServiceMonitor", namespace: "", name: "x" }, "relabelings");
  return { rules: convertRelabelings(relabelings, site, version), said: said(ctx) };
}

Deno.test("convertRelabelings() writes Prometheus' names, when all fields are set", () => {
  const { rules } = convert([{
    sourceLabels: ["a", "b"],
    separator: "",
    regex: "(.*);x",
    targetLabel: "c_${1}",
    replacement: "",
    action: "Replace",
  }]);
  assertEquals(rules, [{
    source_labels: ["a", "b"],
    separator: "",
    regex: "(.*);x",
    target_label: "c_${1}",
    replacement: "",
  }]);
});

Deno.test("convertRelabelings() leaves out fields that an action does not take", () => {
  const { rules } = convert([
    { action: "labeldrop", regex: "x", separator: ";", replacement: "$1" },
    { action: "keep", sourceLabels: ["a"], regex: 200, targetLabel: "b" },
    { action: "labelmap", regex: "(.+)", replacement: "x_$1" },
    { action: "hashmod", sourceLabels: ["a"], modulus: 4, targetLabel: "b" },
    { action: "keepequal", sourceLabels: ["a"], targetLabel: "b", regex: "c" },
  ]);
  assertEquals(rules, [
    { regex: "x", action: "labeldrop" },
    { source_labels: ["a"], regex: "200", action: "keep" },
    { regex: "(.+)", replacement: "x_$1", action: "labelmap" },
    { source_labels: ["a"], modulus: 4, target_label: "b", action: "hashmod" },
    { source_labels: ["a"], target_label: "b", action: "keepequal" },
  ]);
});

Deno.test("convertRelabelings() keeps nothing when Prometheus would refuse a rule", () => {
  const bad = [
    { action: "explode" },
    { sourceLabels: ["a"] },
    { sourceLabels: ["a-b"], targetLabel: "c" },
    { targetLabel: "c", regex: "(" },
    { targetLabel: "1c" },
    { action: "hashmod", targetLabel: "c" },
    { action: "hashmod", targetLabel: "c", modulus: -1 },
    { action: "labelmap", replacement: "a-b" },
    { action: "lowercase", sourceLabels: ["a"], targetLabel: "${1}" },
    null,
    "text",
  ];
  for (const rule of bad.filter((rule) => rule !== null)) {
    const { rules, said } = convert([{ action: "drop" }, rule]);
    assertEquals(rules, undefined, JSON.stringify(rule));
    assertEquals(said, ["bad-relabeling relabelings[1]"]);
  }
});

Deno.test("convertRelabelings() refuses an action when the version has none of that name", () => {
  const rule = [{ action: "uppercase", sourceLabels: ["a"], targetLabel: "b" }];
  assertEquals(convert(rule, { major: 2, minor: 35 }).rules, undefined);
  assertEquals(convert(rule).rules?.length, 1);
});

Deno.test("convertRelabelings() spells an expression out when Prometheus would take it for nothing", () => {
  assertEquals(convert([{ action: "drop", regex: "null" }]).rules, [{
    regex: "(?:null)",
    action: "drop",
  }]);
});

Deno.test("readsLabel() is true for the labels that a rule names, and for all when names are mapped", () => {
  const named = [{ source_labels: ["a"] }, { action: "dropequal", target_label: "b" }];
  assert(readsLabel(named, "a"));
  assert(readsLabel(named, "b"));
  assertFalse(readsLabel(named, "c"));
  assert(readsLabel([{ action: "labelmap", regex: "x" }], "c"));
});
