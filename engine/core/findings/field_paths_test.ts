import { assertEquals } from "@std/assert";
import { type Diagnostic, idOf, type Manifest } from "../../../pacts/mod.ts";
import { manifest, workload } from "../_testing.ts";
import { withFieldPaths } from "./field_paths.ts";

const POD = { initContainers: [{ name: "init" }], containers: [{ name: "app" }] };

function pathOf(path: string, object: Manifest): string | undefined {
  const diagnostic: Diagnostic = {
    severity: "info",
    code: "code",
    message: "message",
    resource: idOf(object),
    path,
  };
  return withFieldPaths([diagnostic], [object])[0].path;
}

Deno.test("withFieldPaths() knows that a Pod has no template", () => {
  const pod = manifest("Pod", "shop/web", { spec: POD });
  assertEquals(pathOf("spec.template.spec.hostUsers", pod), "spec.hostUsers");
  assertEquals(pathOf("spec.template.spec", pod), "spec");
  assertEquals(
    pathOf("spec.template.spec.hostUsers", workload("shop/web", POD)),
    "spec.template.spec.hostUsers",
  );
});

Deno.test("withFieldPaths() knows which containers are init containers", () => {
  const web = workload("shop/web", POD);
  assertEquals(pathOf("containers[init].image", web), "initContainers[init].image");
  assertEquals(pathOf("containers[app].image", web), "containers[app].image");
  assertEquals(pathOf("containers[other]", web), "containers[other]");
});
