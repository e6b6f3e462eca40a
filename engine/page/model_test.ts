import { assertEquals } from "@std/assert";
import type { Manifest } from "../../pacts/mod.ts";
import { pageInput, service } from "./_testing.ts";
import { pageModel } from "./model.ts";

Deno.test("pageModel() leads a service to what somebody wrote, before what was made in its place", () => {
  const named = (kind: string, name: string, more: object = {}): Manifest => ({
    kind,
    metadata: { namespace: "shop", name },
    ...more,
  });
  const spec = {
    template: { spec: { containers: [{ envFrom: [{ secretRef: { name: "pw" } }] }] } },
  };
  const origins = (kind: string, name: string) => ({
    origins: [{ group: "example.com", kind, namespace: "shop", name }],
  });
  const { data, topology } = pageModel(pageInput({
    project: { name: "shop", services: { cache: service("shop", "cache") } },
    details: {
      manifests: [
        { manifest: named("Deployment", "cache", { spec }), ...origins("Cache", "cache") },
        { manifest: named("Secret", "pw"), ...origins("Password", "pw") },
        { manifest: named("Cache", "cache") },
        { manifest: named("Password", "pw") },
      ],
      routes: [],
      makers: {},
      secrets: [],
    },
    diagnostics: [{
      severity: "warning",
      code: "x",
      message: "of what was written",
      resource: { group: "example.com", kind: "Cache", namespace: "shop", name: "cache" },
    }],
  }));
  const [cache] = data.services;
  assertEquals(cache.kind, "Cache");
  assertEquals(
    cache.from.map((index) => `${data.objects[index].kind} ${data.objects[index].name}`),
    ["Cache cache", "Deployment cache", "Password pw", "Secret pw"],
  );
  assertEquals(cache.messages.map((index) => data.messages[index].message), [
    "of what was written",
  ]);
  assertEquals(
    data.objects[2].services.map((index) => data.services[Number(index)]?.name ?? index),
    [
      "cache",
    ],
  );
  assertEquals(topology.nodes.map(({ name, detail }) => [name, detail]), [["cache", "Cache"]]);
});
