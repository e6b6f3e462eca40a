import { assertEquals } from "@std/assert";
import { said } from "@dekube/engine/testing";
import { operators, read } from "./_testing.ts";
import { clusterServices, podLabels, poolerService } from "./cluster_services.ts";

function servicesOf(services: unknown) {
  const { cluster, ctx } = read({ managed: { services } });
  return { services: clusterServices(cluster, ctx), said: said(ctx) };
}

const names = ({ services }: ReturnType<typeof servicesOf>) =>
  services.map(({ metadata }) => metadata.name);

const selector = { "cnpg.io/cluster": "db", "cnpg.io/instanceRole": "primary" };

Deno.test("clusterServices() has the operator's three", () => {
  const made = servicesOf(undefined);
  assertEquals(names(made), ["db-rw", "db-r", "db-ro"]);
  assertEquals(made.services[0], {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: "db-rw", namespace: "shop" },
    spec: {
      ports: [{ name: "postgres", port: 5432, protocol: "TCP", targetPort: 5432 }],
      selector,
    },
  });
});

Deno.test("clusterServices() leaves out those that are turned off", () => {
  assertEquals(names(servicesOf({ disabledDefaultServices: ["r", "ro"] })), ["db-rw"]);
});

Deno.test("clusterServices() has additional ones, which lead to the server's port", () => {
  const spec = {
    type: "LoadBalancer",
    ports: [{ port: 1, targetPort: "x" }],
    selector: { a: "b" },
  };
  const { services } = servicesOf({
    additional: [{ selectorType: "rw", serviceTemplate: { metadata: { name: "out" }, spec } }],
  });
  assertEquals(services[3].metadata.name, "out");
  assertEquals(services[3].spec, {
    type: "LoadBalancer",
    ports: [{ port: 1, targetPort: 5432 }],
    selector,
  });
});

Deno.test("clusterServices() says so when an additional one has no name", () => {
  for (const serviceTemplate of [null, {}, { metadata: { name: "../x" } }]) {
    const made = servicesOf({ additional: [{ serviceTemplate }] });
    assertEquals(names(made).length, 3);
    assertEquals(made.said, ["bad-name spec.managed.services.additional[0]"]);
  }
});

Deno.test("podLabels() has what the Services select", () => {
  const labels = podLabels({ name: "db" });
  assertEquals({ ...labels, ...selector }, labels);
});

Deno.test("poolerService() bears the Pooler's name", () => {
  const { cluster } = read();
  const serviceTemplate = { spec: { ports: [{ port: 6432, targetPort: "pgbouncer" }] } };
  const { metadata, spec } = poolerService(
    operators("Pooler", "pool", { serviceTemplate }),
    cluster,
  );
  assertEquals([metadata.name, spec?.ports], ["pool", [{ port: 6432, targetPort: 5432 }]]);
});

Deno.test("Services of the operator's have the labels and annotations of their templates", () => {
  const metadata = { labels: { a: "b" }, annotations: { "example.com/c": "d" } };
  const { services } = servicesOf({
    additional: [{ serviceTemplate: { metadata: { name: "out", ...metadata } } }],
  });
  assertEquals(services[3].metadata, { name: "out", namespace: "shop", ...metadata });
  const { cluster } = read();
  const pool = operators("Pooler", "pool", { serviceTemplate: { metadata } });
  assertEquals(poolerService(pool, cluster).metadata, {
    name: "pool",
    namespace: "shop",
    ...metadata,
  });
});
