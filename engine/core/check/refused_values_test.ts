import { assertEquals } from "@std/assert";
import { refusedValues } from "./refused_values.ts";

function places(service: object): string[] {
  return refusedValues({ services: { web: { ...service } } }).map(({ path }) =>
    path.slice(2).join(".")
  );
}

Deno.test("refusedValues() names what Compose refuses whatever its shape", () => {
  assertEquals(places({ healthcheck: { test: ["curl", "localhost"] } }), ["healthcheck.test"]);
  assertEquals(places({ volumes: ["a:/a", { type: "bind", target: "/b" }] }), ["volumes.1"]);
  assertEquals(places({ container_name: "ab", scale: 2 }), ["container_name"]);
  assertEquals(places({ container_name: "ab", deploy: { replicas: "3" } }), ["container_name"]);
  for (const odd of ["$", "a$ b", "$1", "${", "${A", "${A.B}", "${A:-${B}", "$$$"]) {
    assertEquals(places({ environment: { A: odd } }), ["environment.A"], odd);
  }
});

Deno.test("refusedValues() has nothing against what Compose takes", () => {
  for (const test of ["curl localhost", [], ["CMD", "x"], ["CMD-SHELL", "x"], ["NONE"]]) {
    assertEquals(places({ healthcheck: { test } }), []);
  }
  assertEquals(places({ volumes: [{ type: "bind", source: "./a", target: "/a" }] }), []);
  assertEquals(places({ container_name: "ab", scale: 1, deploy: { replicas: 1 } }), []);
  const sound = ["$$", "$A", "a$$b$_c", "${A}", "${A:-b}", "${A-${B:-c}}d", "${A?e r}", "$$1"];
  assertEquals(places({ command: sound }), []);
});
