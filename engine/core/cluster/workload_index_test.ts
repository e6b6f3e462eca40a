import { assertEquals } from "@std/assert";
import { idOf, type Manifest } from "../../../pacts/mod.ts";
import { WORKLOAD_KINDS } from "../../../pacts/kubernetes/mod.ts";
import { manifest, workload } from "../_testing.ts";
import { ObjectStore } from "./manifest_store.ts";
import { WorkloadIndex } from "./workload_index.ts";

function indexOf(
  manifests: readonly Manifest[],
  { exclude = [] as string[], converted = WORKLOAD_KINDS } = {},
) {
  const store = new ObjectStore(manifests, new Set(converted));
  return { store, workloads: new WorkloadIndex(store, { exclude }) };
}

function namesOf(workloads: Iterable<{ id: { name: string } }>): string[] {
  return [...workloads].map(({ id }) => id.name);
}

const widget: Manifest = { ...manifest("Widget", "shop/w"), apiVersion: "example.com/v1" };

Deno.test("WorkloadIndex finds workloads by manifest and by labels", () => {
  const [web, api] = [workload("shop/web"), workload("shop/api")];
  const { workloads } = indexOf([web, api]);
  assertEquals(namesOf(workloads), ["web", "api"]);
  assertEquals(workloads.of(web)?.manifest, web);
  assertEquals(workloads.of(workload("shop/web")), undefined);
  assertEquals(namesOf(workloads.matching("shop", { app: "api" })), ["api"]);
  assertEquals(namesOf(workloads.matching("data", { app: "api" })), []);
  assertEquals(namesOf(workloads.matching("shop", {})), []);
});

Deno.test("WorkloadIndex has no workload when it makes no services", () => {
  const idle = workload("shop/idle");
  Object.assign(idle.spec as object, { replicas: 0 });
  const owned = workload("shop/owned", {}, "ReplicaSet");
  Object.assign(owned.metadata, { ownerReferences: [{ kind: "Deployment" }] });
  const empty = workload("shop/empty", { containers: [] });
  const out = workload("shop/out");
  const { workloads } = indexOf([idle, owned, empty, out, workload("shop/web")], {
    exclude: ["o?t"],
  });
  assertEquals(namesOf(workloads), ["web"]);
  for (const none of [idle, owned, empty, out]) assertEquals(workloads.of(none), undefined);
});

Deno.test("WorkloadIndex has no workload of a kind that nobody converts, or of another group", () => {
  const kruise = { ...workload("shop/kruise"), apiVersion: "apps.kruise.io/v1alpha1" };
  const { workloads } = indexOf([workload("shop/web"), workload("shop/job", {}, "Job"), kruise], {
    converted: ["Deployment", "apps.kruise.io/Deployment"],
  });
  assertEquals(namesOf(workloads), ["web"]);
});

Deno.test("WorkloadIndex has what is added to the store later, and forgets what that replaces", () => {
  const [web, api] = [workload("shop/web"), workload("shop/api")];
  const { store, workloads } = indexOf([web]);
  const told: string[] = [];
  workloads.onAdd(({ id }) => told.push(id.name));
  store.add(api);
  assertEquals(namesOf(workloads), ["web", "api"]);

  const renewed = workload("shop/web");
  Object.assign(renewed.spec as object, {
    template: { metadata: { labels: { app: "new" } }, spec: { containers: [{ name: "new" }] } },
  });
  store.add(renewed);
  assertEquals(workloads.of(web), undefined);
  assertEquals(namesOf(workloads.matching("shop", { app: "web" })), []);
  assertEquals(namesOf(workloads.matching("shop", { app: "new" })), ["web"]);
  assertEquals(told, ["api", "web"]);
});

Deno.test("WorkloadIndex has nothing any more when what is added makes no services", () => {
  const { store, workloads } = indexOf([workload("shop/web")]);
  store.add(workload("shop/web", { containers: [] }));
  store.add(manifest("Secret", "shop/web"));
  assertEquals(namesOf(workloads), []);
});

Deno.test("WorkloadIndex.add() makes the pod of an object known that is no workload of Kubernetes' own", () => {
  const { workloads } = indexOf([workload("shop/web")]);
  const told: unknown[] = [];
  workloads.onAdd((workload, composeService) => told.push([workload.manifest, composeService]));
  const spec = { containers: [{ ports: [{ name: "http", containerPort: 80 }] }] };
  const template = { labels: { app: "w" }, annotations: { note: "x" }, spec };
  const added = workloads.add(widget, template, "w-server");
  assertEquals(added, {
    manifest: widget,
    id: idOf(widget),
    labels: { app: "w" },
    annotations: { note: "x" },
    pod: spec,
  });
  assertEquals(workloads.of(widget), added);
  assertEquals(workloads.matching("shop", { app: "w" }), [added]);
  assertEquals(told, [[widget, "w-server"]]);
});

Deno.test("WorkloadIndex.add() replaces the pod that an object had", () => {
  const { workloads } = indexOf([]);
  workloads.add(widget, { labels: { app: "old" } }, "w");
  workloads.add(widget, {}, "w");
  assertEquals(workloads.matching("shop", { app: "old" }), []);
  assertEquals([...workloads].map(({ labels, annotations, pod }) => [labels, annotations, pod]), [
    [{}, {}, {}],
  ]);
});
