import { assert, assertEquals, assertFalse } from "@std/assert";
import { isLabelName, isMetricName, sanitize } from "./label_name.ts";

const V2 = { major: 2, minor: 55 };
const V3 = { major: 3, minor: 5 };

Deno.test("isLabelName() takes any text when Prometheus does, but none that YAML would merge", () => {
  assert(isLabelName("_a1", V2));
  assertFalse(isLabelName("a-b", V2));
  assertFalse(isLabelName("a-b", undefined));
  assert(isLabelName("a-b", V3));
  for (const name of ["", "<<", "null", "~"]) assertFalse(isLabelName(name, V3), name);
});

Deno.test("isMetricName() takes colons", () => {
  assert(isMetricName("job:up:sum", V2));
  assertFalse(isMetricName("1up", V2));
});

Deno.test("sanitize() makes a label of a Kubernetes label", () => {
  assertEquals(sanitize("app.kubernetes.io/name"), "app_kubernetes_io_name");
});
