import { assertEquals } from "@std/assert";
import type { Manifest } from "@dekube/engine/pacts";
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

/** Whether a Pooler's port is published when its Service is a load balancer, and what is said of that. */
async function published(
  { pgbouncer = {}, template = {} }: { pgbouncer?: object; template?: object },
  ...beside: Manifest[]
): Promise<[isOpen: boolean, codes: string[]]> {
  const open = operators("Pooler", "pool", {
    cluster: { name: "db" },
    pgbouncer,
    template,
    serviceTemplate: { spec: { type: "LoadBalancer" } },
  });
  const conversion = await convertAll([clusterManifest(), open, ...beside]);
  const said = codes(conversion).filter((code) => /restricted-port|internal/.test(code));
  return [conversion.project.services.db.ports !== undefined, said];
}

const CLOSED: [boolean, string[]] = [false, ["restricted-port spec.ports"]];
const OPEN: [boolean, string[]] = [true, []];

Deno.test("convertPoolers() has a Pooler's port closed by policies for its pods", async () => {
  const policy = (matchLabels: object): Manifest => ({
    ...object("NetworkPolicy", "own", { spec: { podSelector: { matchLabels }, ingress: [] } }),
    apiVersion: "networking.k8s.io/v1",
  });
  assertEquals(await published({}), OPEN);
  assertEquals(await published({}, policy({ "cnpg.io/poolerName": "pool" })), CLOSED);
  assertEquals(await published({}, policy({ "cnpg.io/podRole": "pooler" })), CLOSED);
  assertEquals(await published({}, policy({ "cnpg.io/poolerName": "other" })), OPEN);
  const template = { metadata: { labels: { app: "pool" } } };
  assertEquals(await published({ template }, policy({ app: "pool" })), CLOSED);
  const ofMesh: Manifest = {
    ...object("AuthorizationPolicy", "own", {
      spec: { selector: { matchLabels: { "cnpg.io/poolerName": "pool" } } },
    }),
    apiVersion: "security.istio.io/v1",
  };
  assertEquals(await published({}, ofMesh), CLOSED);
});

Deno.test("convertPoolers() has a Pooler's port closed when PgBouncer asks more than a password", async () => {
  const rules = (...pg_hba: string[]) => published({ pgbouncer: { pg_hba } });
  assertEquals(await rules("host all all 10.0.0.0/8 md5", "host all all all reject"), CLOSED);
  assertEquals(await rules("host all all 10.0.0.0 255.0.0.0 reject"), CLOSED);
  assertEquals(await rules("hostssl all all 0.0.0.0/0 cert"), CLOSED);
  assertEquals(await rules("host all all 10.0.0.0/8 md5", "host reject cert all md5"), OPEN);
  assertEquals(await rules("# host all all all reject"), OPEN);
  const mode = (client_tls_sslmode: string) =>
    published({ pgbouncer: { parameters: { client_tls_sslmode } } });
  assertEquals(await mode("verify-full"), CLOSED);
  assertEquals(await mode("require"), OPEN);
});

Deno.test("convertPoolers() says that a Pooler is reached from a private network alone", async () => {
  const serviceTemplate = {
    metadata: { annotations: { "networking.gke.io/load-balancer-type": "Internal" } },
    spec: { type: "LoadBalancer" },
  };
  const inner = operators("Pooler", "pool", { cluster: { name: "db" }, serviceTemplate });
  const conversion = await convertAll([clusterManifest(), inner]);
  const said = codes(conversion).filter((code) => code.startsWith("internal-load-balancer"));
  assertEquals(said.length, 1);
});
