import { assertEquals } from "@std/assert";
import { convert } from "@dekube/engine";
import type { ConvertContext, Manifest } from "@dekube/engine/pacts";
import { deployment, manifest, service } from "../../pacts/_testing.ts";
import { extension, ServiceIndexer } from "./mod.ts";

const WEB = deployment("web", {
  containers: [{ name: "web", ports: [{ name: "http", containerPort: 8080 }] }],
});

/** Makes Deployments known. */
const deployments = {
  name: "deployments",
  role: "provider",
  kinds: ["Deployment"],
  convert: () => ({ services: {} }),
};

/** What extensions see of the Service `name`, and what is said, in a conversion. */
async function seen(name: string, services: Manifest[], ...extensions: object[]) {
  const seen: unknown[] = [];
  const onlooker = {
    name: "onlooker",
    transform(_services: object, _entries: object, ctx: ConvertContext) {
      const found = ctx.services.get("shop", name);
      if (!found) return;
      seen.push(ctx.services.composeNames(found));
      seen.push(...[80, "www", 81].map((port) => ctx.services.targetPort(found, port)));
      for (const workload of ctx.workloads) {
        seen.push(ctx.services.selecting(workload).map(({ metadata }) => metadata.name));
      }
    },
  };
  const all = [deployments, ...extensions, onlooker];
  const { diagnostics } = await convert([WEB, ...services], { name: "demo" }, all);
  return { seen, said: diagnostics.map(({ code }) => code) };
}

const www = service("web", { ports: [{ name: "www", port: 80, targetPort: "http" }] });

Deno.test("ServiceIndexer makes Services known, and what stands behind each", async () => {
  assertEquals(await seen("web", [www], new ServiceIndexer()), {
    seen: [["web"], 8080, 8080, undefined, ["web"]],
    said: [],
  });
});

Deno.test("ServiceIndexer follows an ExternalName when the Service behind it comes later", async () => {
  const old = manifest("Service", "old", {
    spec: { type: "ExternalName", externalName: "web.shop.svc.cluster.local" },
  });
  assertEquals(await seen("old", [old, www], new ServiceIndexer()), {
    seen: [["web"], 8080, 8080, undefined, ["web"]],
    said: [],
  });
});

Deno.test("ServiceIndexer keeps the last when a Service comes twice", async () => {
  const last = service("web", { ports: [{ port: 81 }] });
  assertEquals(await seen("web", [www, last], new ServiceIndexer()), {
    seen: [["web"], undefined, undefined, 81, ["web"]],
    said: ["duplicate-object"],
  });
});

Deno.test("Services are unknown when nobody claims their kind", async () => {
  assertEquals(await seen("web", [www]), { seen: [], said: ["unknown-kind"] });
});

Deno.test("ServiceIndexer is an indexer of the name that the catalogue has", () => {
  const indexer = new ServiceIndexer();
  assertEquals([indexer.name, indexer.role], [extension.name, "indexer"]);
  assertEquals(indexer.kinds, ["Service"]);
});
