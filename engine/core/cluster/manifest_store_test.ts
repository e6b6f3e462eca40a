import { assertEquals } from "@std/assert";
import type { Manifest } from "../../../pacts/mod.ts";
import { manifest } from "../_testing.ts";
import { ObjectStore } from "./manifest_store.ts";

function storeOf(manifests: readonly Manifest[] = [], converted: string[] = []): ObjectStore {
  return new ObjectStore(manifests, new Set(converted));
}

const knative = (id: string): Manifest => ({
  ...manifest("Service", id),
  apiVersion: "serving.knative.dev/v1",
});

Deno.test("ObjectStore.of() has the objects of a kind in the order in which they came", () => {
  const all = ["b/x", "a/x", "a/c"].map((id) => manifest("Secret", id));
  const store = storeOf([...all, manifest("ConfigMap", "a/x")]);
  assertEquals(store.of("Secret"), all);
  assertEquals(store.of("Service"), []);
  assertEquals([...store.kinds()], ["Secret", "ConfigMap"]);
});

Deno.test("ObjectStore tells kinds of one name apart when their groups differ", () => {
  const [own, others] = [manifest("Service", "a/web"), knative("a/web")];
  const store = storeOf([own, others]);
  assertEquals(store.of("Service"), [own]);
  assertEquals(store.of("serving.knative.dev/Service"), [others]);
  assertEquals(store.get("serving.knative.dev/Service", "a", "web"), others);
  assertEquals([...store.kinds()], ["Service", "serving.knative.dev/Service"]);
});

Deno.test("ObjectStore takes objects of one kind when the versions of its API differ", () => {
  const old = { ...manifest("Ingress", "a/web"), apiVersion: "extensions/v1beta1" };
  const young = { ...manifest("Ingress", "a/api"), apiVersion: "networking.k8s.io/v1" };
  assertEquals(storeOf([old, young]).of("Ingress"), [old, young]);
});

Deno.test("ObjectStore.get() finds what a reference from a namespace means", () => {
  const [shop, lost] = [manifest("Secret", "shop/x"), manifest("Secret", "y")];
  const store = storeOf([shop, lost]);
  assertEquals(store.get("Secret", "shop", "x"), shop);
  assertEquals(store.get("Secret", "data", "x"), undefined);
  assertEquals(store.get("Secret", "", "x"), shop);
  assertEquals(store.get("Secret", "data", "y"), lost);
  assertEquals(store.get("ConfigMap", "shop", "x"), undefined);
  assertEquals(store.get("constructor", "shop", "x"), undefined);
});

Deno.test("ObjectStore.add() is seen at once", () => {
  const store = storeOf();
  const secret = manifest("Secret", "a/x");
  store.add(secret);
  assertEquals(store.of("Secret"), [secret]);
  assertEquals(store.get("Secret", "a", "x"), secret);
  assertEquals([...store.kinds()], ["Secret"]);
});

Deno.test("ObjectStore.add() replaces an object of the same identity in its place", () => {
  const all = ["a/x", "a/y", "b/x"].map((id) => manifest("Secret", id));
  const store = storeOf(all);
  const [first, second] = [1, 2].map((data) => manifest("Secret", "a/x", { data }));
  store.add(first);
  assertEquals(store.of("Secret"), [first, all[1], all[2]]);
  store.add(manifest("Secret", "a/z"));
  const last = manifest("Secret", "a/z", { data: 3 });
  store.add(second);
  store.add(last);
  assertEquals(store.of("Secret"), [second, all[1], all[2], last]);
  assertEquals(store.get("Secret", "a", "x"), second);
});

Deno.test("ObjectStore.add() keeps an object of another namespace, group or kind", () => {
  const own = manifest("Service", "a/web");
  const others = [manifest("Service", "b/web"), knative("a/web"), manifest("Secret", "a/web")];
  const store = storeOf([own]);
  for (const other of others) store.add(other);
  assertEquals(store.get("Service", "a", "web"), own);
  assertEquals(store.of("Service"), [own, others[0]]);
});

Deno.test("ObjectStore.onAdd() tells of each object that is added, and of the one that it replaces", () => {
  const [old, young] = [1, 2].map((data) => manifest("Secret", "a/x", { data }));
  const store = storeOf([old]);
  const told: unknown[] = [];
  store.onAdd((manifest, replaced) => {
    told.push([manifest, replaced, store.get("Secret", "a", "x")]);
  });
  store.add(young);
  const other = manifest("ConfigMap", "a/x");
  store.add(other);
  assertEquals(told, [[young, old, young], [other, undefined, young]]);
});

Deno.test("ObjectStore.isConverted() goes by the kind with its group", () => {
  const store = storeOf([], ["Service", "cert-manager.io/Certificate"]);
  assertEquals(store.isConverted("Service"), true);
  assertEquals(store.isConverted("cert-manager.io/Certificate"), true);
  assertEquals(store.isConverted("Certificate"), false);
  assertEquals(store.isConverted("serving.knative.dev/Service"), false);
});

Deno.test("ObjectStore finds Kubernetes' own kinds by their group too", () => {
  const store = new ObjectStore([manifest("Job", "shop/a")], new Set(["Job"]));
  assertEquals(store.of("batch/Job").length, 1);
  assertEquals(store.get("batch/Job", "shop", "a")?.metadata.name, "a");
  assertEquals([store.isConverted("batch/Job"), store.isConverted("example.com/Job")], [
    true,
    false,
  ]);
});
