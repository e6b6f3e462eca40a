import { assertEquals } from "@std/assert";
import { type Diagnostic, idOf, type Manifest } from "../../../pacts/mod.ts";
import { SaidByObject } from "./said.ts";

const WEB: Manifest = {
  kind: "Deployment",
  metadata: { name: "web", annotations: { "a.example/b": "c", "a.example/d": "e" } },
  spec: {
    replicas: 2,
    template: {
      spec: {
        initContainers: [{ name: "first", image: "i" }],
        containers: [{ name: "app", env: [{ name: "A", value: "x" }], image: "i" }],
      },
    },
  },
};

function saidOf(...said: (Partial<Diagnostic> & { code: string })[]) {
  const all = said.map((one): Diagnostic => ({
    severity: "warning",
    message: "",
    resource: idOf(WEB),
    ...one,
  }));
  return new SaidByObject(all, new Set(["no-replicas", "no-containers"])).of(WEB);
}

const CONTAINER = ["spec", "template", "spec", "containers", 0];

Deno.test("about() finds what was said of a field, however its place is written", () => {
  for (
    const path of [
      "containers[app].env[A]",
      "spec.template.spec.containers[0].env",
      "spec.template.spec.containers[app].env[A].value",
    ]
  ) {
    const said = saidOf({ code: "x", path });
    assertEquals(said.about([...CONTAINER, "env", 0, "value"])?.diagnostic.code, "x", path);
    assertEquals(said.about([...CONTAINER, "image"]), undefined, path);
  }
  const first = saidOf({ code: "x", path: "initContainers[first].image" });
  const keys = ["spec", "template", "spec", "initContainers", 0, "image"];
  assertEquals(first.about(keys)?.isExact, true);
  for (const path of ['metadata.annotations["a.example/b"]', "metadata.annotations[a.example/b]"]) {
    const said = saidOf({ code: "x", path });
    assertEquals(said.about(["metadata", "annotations", "a.example/b"])?.isExact, true, path);
    assertEquals(said.about(["metadata", "annotations", "a.example/d"]), undefined, path);
  }
});

Deno.test("about() takes what is said of a whole pod, or container, for nothing that is said of a field", () => {
  for (const path of ["spec", "spec.template.spec", "containers[app]", undefined]) {
    const said = saidOf({ code: "x", ...(path === undefined ? {} : { path }) });
    assertEquals(said.about([...CONTAINER, "image"]), undefined);
  }
  const message = "nobody reads a.example/b";
  const said = saidOf({ code: "x", path: "metadata.annotations", message });
  assertEquals(said.about(["metadata", "annotations", "a.example/b"])?.diagnostic.code, "x");
  assertEquals(said.about(["metadata", "annotations", "a.example/d"]), undefined);
});

Deno.test("about() prefers what was left out to what is worth knowing", () => {
  const said = saidOf(
    { code: "info", severity: "info", path: "spec.replicas" },
    { code: "warning", path: "spec.replicas" },
  );
  assertEquals(said.about(["spec", "replicas"])?.diagnostic.code, "warning");
});

Deno.test("whole says that nothing is made of an object", () => {
  assertEquals(saidOf({ code: "no-containers", path: "spec" }).whole?.code, "no-containers");
  assertEquals(saidOf({ code: "no-probe", path: "spec" }).whole, undefined);
});
