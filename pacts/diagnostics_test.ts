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

Deno.test("Diagnostics.report() says things about an object, by its manifest or its identity", () => {
  const diagnostics = new Diagnostics();
  const resource = { group: "example.com", kind: "Widget", namespace: "shop", name: "web" };
  const metadata = { name: "web", namespace: "shop" };
  diagnostics.report({ apiVersion: "example.com/v1", kind: "Widget", metadata }, "spec.size")
    .warn("a", "x");
  diagnostics.report(resource).error("b", "y");
  diagnostics.report().info("c", "z");
  diagnostics.report(undefined, "spec").info("d", "z");
  assertEquals([...diagnostics], [
    { severity: "warning", code: "a", message: "x", resource, path: "spec.size" },
    { severity: "error", code: "b", message: "y", resource },
    { severity: "info", code: "c", message: "z" },
    { severity: "info", code: "d", message: "z", path: "spec" },
  ]);
});

Deno.test("Diagnostics tells objects apart when only their groups differ", () => {
  const diagnostics = new Diagnostics();
  const metadata = { name: "web" };
  diagnostics.report({ kind: "Service", metadata }).warn("a", "x");
  diagnostics.report({ apiVersion: "v1", kind: "Service", metadata }).warn("a", "x");
  diagnostics.report({ apiVersion: "serving.knative.dev/v1", kind: "Service", metadata })
    .warn("a", "x");
  assertEquals([...diagnostics].map(({ resource }) => resource?.group), [
    undefined,
    "serving.knative.dev",
  ]);
});

Deno.test("Diagnostics leaves out the middle of words that are too long to be read", () => {
  const diagnostics = new Diagnostics();
  const ends = (middle: string) => `say "${"a".repeat(199)}${middle}${"z".repeat(49)}" twice`;
  diagnostics.warn("long", ends("b".repeat(10_000)));
  diagnostics.warn("long", ends("b".repeat(250)));
  assertEquals([...diagnostics].map(({ message }) => message), [
    ends("[10000 characters more]"),
    ends("b".repeat(250)),
  ]);
});
