import { assertEquals } from "@std/assert";
import { manifest } from "../_testing.ts";
import { clusterScopedKinds } from "./cluster_scope.ts";

Deno.test("clusterScopedKinds() knows Kubernetes' own, and what extensions say", () => {
  const kinds = clusterScopedKinds([], [
    { name: "a", clusterScoped: ["example.com/Realm"] },
    { name: "b" },
  ]);
  for (const kind of ["Namespace", "ClusterRole", "example.com/Realm"]) {
    assertEquals(kinds.has(kind), true, kind);
  }
  for (const kind of ["Role", "Realm", "other.example/Realm"]) {
    assertEquals(kinds.has(kind), false, kind);
  }
});

Deno.test("clusterScopedKinds() reads the scope that CustomResourceDefinitions give their kinds", () => {
  const definition = (kind: string, scope: unknown) =>
    manifest("CustomResourceDefinition", kind, {
      apiVersion: "apiextensions.k8s.io/v1",
      spec: { group: "example.com", scope, names: { kind } },
    });
  const kinds = clusterScopedKinds([
    definition("Realm", "Cluster"),
    definition("Widget", "Namespaced"),
    definition("Odd", null),
    manifest("CustomResourceDefinition", "empty", { spec: null }),
    { ...definition("Fake", "Cluster"), apiVersion: "example.com/v1" },
  ], []);
  assertEquals([...kinds].filter((kind) => kind.startsWith("example.com/")), ["example.com/Realm"]);
});
