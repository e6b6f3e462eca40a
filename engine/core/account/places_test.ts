import { assertEquals } from "@std/assert";
import type { Manifest } from "../../../pacts/mod.ts";
import { leavesOf } from "./walk.ts";
import { placesOf } from "./places.ts";

const POD: Manifest = {
  kind: "Deployment",
  metadata: { name: "web" },
  spec: {
    replicas: 2,
    template: {
      spec: {
        initContainers: [{ name: "first", env: [{ name: "A", value: "b" }] }],
        containers: [{ name: "app", volumeMounts: [{ name: "data", mountPath: "/d" }] }],
        volumes: [{ name: "data", nfs: { path: "/x" } }],
      },
    },
  },
};

Deno.test("placesOf() has the words that messages have for a pod's fields, and its volumes' mounts", () => {
  const places = Object.fromEntries(
    [...leavesOf(POD, undefined)].map(({ keys }) => [keys.at(-1), placesOf(keys, POD)]),
  );
  assertEquals(places.replicas, ["spec.replicas"]);
  assertEquals(places.value, [
    "spec.template.spec.initContainers[0].env[0].value",
    "containers[first].env[A].value",
  ]);
  assertEquals(places.path, [
    "spec.template.spec.volumes[0].nfs.path",
    "volumes[data].nfs.path",
    "containers[app].volumeMounts[data]",
  ]);
});
