import { assertEquals } from "@std/assert";
import { clusterManifest, convertAll, object } from "./_testing.ts";

const service = (name: string, spec: object) => object("Service", name, { spec });

async function aliases(declared: object) {
  const { project } = await convertAll([clusterManifest(), declared]);
  const own = /^db-(rw|r|ro)(\.|$)/;
  const { db } = project.services;
  return [db.networks?.default?.aliases?.filter((alias) => !own.test(alias)), db.ports];
}

const NAMES = ["reader.shop.svc.cluster.local", "reader.shop.svc", "reader.shop", "reader"];
const ports = [{ port: 6000, nodePort: 30000, targetPort: "postgresql" }];

Deno.test("a declared Service leads to the server when it selects the operator's pods", async () => {
  for (
    const selector of [
      { "cnpg.io/cluster": "db", role: "primary" },
      { "cnpg.io/cluster": "db", "cnpg.io/instanceRole": "replica" },
      { "cnpg.io/cluster": "db", "cnpg.io/podRole": "instance" },
    ]
  ) {
    assertEquals(await aliases(service("reader", { selector, ports })), [NAMES, undefined]);
    assertEquals(await aliases(service("reader", { type: "NodePort", selector, ports })), [
      NAMES,
      ["30000:5432"],
    ]);
  }
});

Deno.test("leadReplicasToPrimary() leaves alone what selects something else", async () => {
  for (
    const selector of [
      { "cnpg.io/cluster": "other" },
      { "cnpg.io/cluster": "other", role: "replica" },
      { app: "db" },
      null,
    ]
  ) {
    assertEquals(await aliases(service("reader", { type: "NodePort", selector, ports })), [
      [],
      undefined,
    ]);
  }
});

Deno.test("an address with a declared Service's port leads to the container's", async () => {
  const selector = { "cnpg.io/cluster": "db" };
  const env = [{ name: "URL", value: "postgres://reader:6000/x" }];
  const template = { spec: { containers: [{ name: "web", image: "web", env }] } };
  const { project } = await convertAll([
    clusterManifest(),
    service("reader", { selector, ports }),
    { kind: "Deployment", metadata: { name: "web", namespace: "shop" }, spec: { template } },
  ]);
  assertEquals(project.services.web.environment, { URL: "postgres://reader:5432/x" });
});
