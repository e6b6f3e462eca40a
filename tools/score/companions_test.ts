import { assertEquals } from "@std/assert";
import type { Manifest } from "../../pacts/mod.ts";
import { Companions } from "./companions.ts";

function object(kind: string, name: string, rest: object = {}, namespace = "shop"): Manifest {
  return { kind, metadata: { name, namespace }, ...rest } as Manifest;
}

const sample = (file: string, ...manifests: Manifest[]) => ({ upstream: "a", file, manifests });

const ROUTE = object("Ingress", "web", { spec: { rules: [{ backend: { name: "front" } }] } });
const SERVICE = object("Service", "front", { spec: { selector: { app: "front" } } });
const POD = object("Pod", "front-0");
POD.metadata.labels = { app: "front", tier: "web" };

/** Names of what a sample gets from others. */
function companions(own: ReturnType<typeof sample>, ...others: ReturnType<typeof sample>[]) {
  const found = new Companions([own, ...others]).of(own);
  return found.map(({ kind, metadata }) => `${kind} ${metadata.name}`);
}

Deno.test("Companions.of() finds what a sample names, what names it, and what it selects", () => {
  const route = sample("a/route.yaml", ROUTE);
  const service = sample("a/service.yaml", SERVICE);
  const pod = sample("a/pod.yaml", POD, object("Pod", "other"));
  assertEquals(companions(route, service, pod), ["Service front"]);
  assertEquals(companions(service, route, pod), ["Pod front-0", "Ingress web"]);
});

Deno.test("Companions.of() takes the nearest of one identity, and none that the sample has itself", () => {
  const far = object("Service", "front", { spec: { from: "far" } });
  const near = object("Service", "front", { spec: { from: "near" } });
  const own = sample("a/b/route.yaml", ROUTE);
  const others = [sample("c/service.yaml", far), sample("a/b/service.yaml", near)];
  assertEquals(new Companions([own, ...others]).of(own), [near]);
  assertEquals(companions(sample("a/both.yaml", ROUTE, SERVICE), ...others), []);
});

Deno.test("Companions.of() leaves out what is of a namespace that the sample knows nothing of", () => {
  const elsewhere = sample("a/service.yaml", object("Service", "front", {}, "elsewhere"));
  assertEquals(companions(sample("a/route.yaml", ROUTE), elsewhere), []);
});
