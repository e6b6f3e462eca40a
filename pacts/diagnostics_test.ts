import { assertEquals } from "@std/assert";
import { Diagnostics } from "./diagnostics.ts";

Deno.test("Diagnostics keeps what it is told, in order", () => {
  const diagnostics = new Diagnostics();
  diagnostics.warn("b", "second word", { path: "spec" });
  diagnostics.error("a", "first letter", { file: "x.yaml" });
  diagnostics.info("c", "last");
  assertEquals([...diagnostics], [
    { severity: "warning", code: "b", message: "second word", path: "spec" },
    { severity: "error", code: "a", message: "first letter", file: "x.yaml" },
    { severity: "info", code: "c", message: "last" },
  ]);
});

Deno.test("Diagnostics keeps one when the same is said twice", () => {
  const diagnostics = new Diagnostics();
  const resource = { kind: "Pod", namespace: "shop", name: "web" };
  diagnostics.warn("a", "x", { resource });
  diagnostics.warn("a", "x", { resource: { ...resource } });
  diagnostics.warn("a", "x", { resource: { ...resource, name: "db" } });
  diagnostics.info("a", "x", { resource });
  assertEquals([...diagnostics].length, 3);
});
