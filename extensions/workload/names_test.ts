import { assertEquals } from "@std/assert";
import { convertOne, object, podOf, said, service, workload } from "./_testing.ts";

const web = workload("Deployment", "web", podOf({}));

Deno.test("convert() has each Kubernetes name of a Service as an alias", async () => {
  const { services, diagnostics } = await convertOne([
    web,
    service("web", { ports: [{ port: 80 }] }),
    service("front", { selector: { app: "web" } }),
  ]);
  assertEquals(services.web.networks, {
    default: {
      aliases: [
        "web.shop.svc.cluster.local",
        "web.shop.svc",
        "web.shop",
        "front.shop.svc.cluster.local",
        "front.shop.svc",
        "front.shop",
        "front",
      ],
    },
  });
  assertEquals(diagnostics, []);
});

Deno.test("convert() has the names of ExternalNames that lead to a pod", async () => {
  const { services } = await convertOne([
    web,
    service("web"),
    object("Service", "old", {
      spec: { type: "ExternalName", externalName: "web.shop.svc.cluster.local" },
    }),
  ]);
  assertEquals(services.web.networks?.default?.aliases?.slice(3), [
    "old.shop.svc.cluster.local",
    "old.shop.svc",
    "old.shop",
    "old",
  ]);
});

Deno.test("convert() has the pod's names when a StatefulSet has a headless Service", async () => {
  const { services } = await convertOne([
    workload("StatefulSet", "db", podOf({}), { serviceName: "db-hl" }),
    service("db-hl", { clusterIP: "None", selector: { app: "db" } }),
  ]);
  assertEquals(services.db.networks?.default?.aliases, [
    "db-hl.shop.svc.cluster.local",
    "db-hl.shop.svc",
    "db-hl.shop",
    "db-hl",
    "db-0.db-hl.shop.svc.cluster.local",
    "db-0.db-hl.shop.svc",
    "db-0.db-hl.shop",
    "db-0.db-hl",
  ]);
});

Deno.test("convert() has the names of the default namespace when it is unknown, and says so", async () => {
  const labels = { app: "web" };
  const { services, diagnostics } = await convertOne([
    { kind: "Pod", metadata: { name: "web", labels }, spec: podOf({}) },
    { kind: "Service", metadata: { name: "front" }, spec: { selector: labels } },
  ]);
  assertEquals(services.web.networks, {
    default: {
      aliases: ["front.default.svc.cluster.local", "front.default.svc", "front.default", "front"],
    },
  });
  assertEquals(said({ diagnostics }), ["no-namespace"]);
});

Deno.test("convert() gives namespaces networks of their own when they own Services of one name", async () => {
  const elsewhere = { name: "web", namespace: "data" };
  const { project, services } = await convertOne([
    web,
    service("web"),
    {
      kind: "Deployment",
      metadata: elsewhere,
      spec: { template: { metadata: { labels: { app: "web" } }, spec: podOf({}) } },
    },
    { kind: "Service", metadata: elsewhere, spec: { selector: { app: "web" } } },
  ]);
  assertEquals(project.networks, { "ns-shop": null, "ns-data": null });
  assertEquals(services["web-shop"].networks, {
    default: { aliases: ["web.shop.svc.cluster.local", "web.shop.svc", "web.shop"] },
    "ns-shop": { aliases: ["web"] },
  });
  assertEquals(services["web-data"].networks?.["ns-data"], { aliases: ["web"] });
});

Deno.test("convert() means the Service of the workload's own namespace", async () => {
  const env = [{ name: "A", value: "http://db" }, { name: "B", value: "http://db.data" }];
  const { services } = await convertOne([
    workload("Deployment", "web", podOf({ env })),
    service("db", { ports: [{ port: 80, targetPort: 1001 }] }),
    {
      kind: "Service",
      metadata: { name: "db", namespace: "data" },
      spec: { ports: [{ port: 80, targetPort: 1002 }] },
    },
  ]);
  assertEquals(services.web.environment, { A: "http://db:1001", B: "http://db.data:1002" });
});

Deno.test("convert() leads to a name outside when a Service does", async () => {
  const env = [{ name: "URL", value: "postgres://ext:5432/x" }, { name: "HOST", value: "ext" }];
  const { services } = await convertOne([
    workload("Deployment", "web", podOf({ env })),
    object("Service", "ext", { spec: { type: "ExternalName", externalName: "db.example.org" } }),
  ]);
  assertEquals(services.web.environment, {
    URL: "postgres://db.example.org:5432/x",
    HOST: "db.example.org",
  });
});
