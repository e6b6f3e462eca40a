import { assertEquals } from "@std/assert";
import { said, testContext } from "@dekube/engine/testing";
import {
  adding,
  clusterManifest,
  codes,
  convertAll,
  object,
  operators,
  read,
  TRIGGER,
} from "./_testing.ts";
import { podLabels } from "./cluster_services.ts";
import { convertPoolers } from "./poolers.ts";

const pooler = operators("Pooler", "pool", { cluster: { name: "db" } });

Deno.test("convertPoolers() adds a Service that leads to the server, and says that there is no pooling", () => {
  const { cluster, ctx } = read();
  convertPoolers([pooler], new Map([[cluster.manifest, cluster]]), ctx);
  const { selector } = ctx.services.get("shop", "pool")!.spec!;
  assertEquals({ ...podLabels(cluster), ...selector }, podLabels(cluster));
  assertEquals(said(ctx), ["no-pooling spec.pgbouncer"]);
});

Deno.test("convertPoolers() leaves out a name that is none, and says so", () => {
  const { cluster, ctx } = read();
  const bad = operators("Pooler", "../pool", { cluster: { name: "db" } });
  convertPoolers([bad], new Map([[cluster.manifest, cluster]]), ctx);
  assertEquals([...ctx.services.values()], []);
  assertEquals(said(ctx), ["bad-name metadata.name"]);
});

Deno.test("convertPoolers() says so when there is no such Cluster", () => {
  for (const spec of [{ cluster: { name: "none" } }, null, { cluster: "text" }]) {
    const ctx = testContext([]);
    convertPoolers([operators("Pooler", "pool", spec)], new Map(), ctx);
    assertEquals(said(ctx), ["missing-cluster spec.cluster"]);
  }
});

Deno.test("convertPoolers() says nothing when the user excludes the Cluster", () => {
  const ctx = testContext([], { config: { exclude: ["d*"] } });
  convertPoolers([pooler], new Map(), ctx);
  assertEquals(said(ctx), []);
});

Deno.test("convertPoolers() has a declared Service of the Pooler's name keep its ports", async () => {
  const declared = object("Service", "pool", {
    spec: {
      type: "LoadBalancer",
      ports: [{ port: 6432, targetPort: "postgresql" }],
      selector: { "cnpg.io/poolerName": "pool" },
    },
  });
  const { project } = await convertAll([clusterManifest(), pooler, declared]);
  assertEquals(project.services.db.networks?.default?.aliases?.includes("pool"), true);
  assertEquals(project.services.db.ports, ["6432:5432"]);
});

Deno.test("convertPoolers() has a Pooler lead to its Cluster when an extension adds it late", async () => {
  const late = adding(pooler);
  const conversion = await convertAll([clusterManifest(), TRIGGER], { extensions: [late] });
  const { aliases } = conversion.project.services.db.networks!.default!;
  assertEquals(aliases?.includes("pool"), true);
  assertEquals(codes(conversion), ["no-tls spec.certificates", "no-pooling spec.pgbouncer"]);
});
