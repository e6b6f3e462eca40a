import { assertEquals } from "@std/assert";
import { testContext } from "@dekube/engine/testing";
import type { Manifest } from "../manifest.ts";
import { serviceLinks } from "./service_links.ts";
import { workloadOf } from "./workloads.ts";

const service = (name: string, spec: object = {}, namespace = "shop"): Manifest => ({
  kind: "Service",
  metadata: { name, namespace },
  spec: {
    selector: { app: "db" },
    ports: [{ name: "sql-main", port: 80, targetPort: 5432 }, { port: 53, protocol: "UDP" }],
    ...spec,
  },
});

const OBJECTS: Manifest[] = [
  service("my-db"),
  service("headless", { clusterIP: "None" }),
  service("outside", { type: "ExternalName", externalName: "x.example" }),
  service("far", {}, "data"),
  {
    kind: "ConfigMap",
    metadata: { name: "conf", namespace: "shop" },
    data: { a: "os.getenv('MY_DB_SERVICE_PORT')" },
  },
  {
    kind: "Secret",
    metadata: { name: "conf", namespace: "shop" },
    stringData: { a: "MY_DB_PORT_80_TCP_PORT" },
  },
];

function linksOf(container: object, pod: object = {}): Record<string, string> {
  const spec = { containers: [container], ...pod };
  const manifest = { kind: "Pod", metadata: { name: "web", namespace: "shop" }, spec };
  return serviceLinks(container, workloadOf(manifest)!, testContext([...OBJECTS, manifest]));
}

Deno.test("serviceLinks() has each form that Kubernetes has, with the port that is listened on", () => {
  const names = ["SERVICE_HOST", "SERVICE_PORT", "SERVICE_PORT_SQL_MAIN", "PORT_80_TCP"]
    .concat(["PORT_80_TCP_PROTO", "PORT_80_TCP_PORT", "PORT_80_TCP_ADDR", "PORT_53_UDP", "PORT"]);
  assertEquals(linksOf({ args: [names.map((name) => `$MY_DB_${name}`).join(" ")] }), {
    MY_DB_SERVICE_HOST: "my-db",
    MY_DB_SERVICE_PORT: "5432",
    MY_DB_SERVICE_PORT_SQL_MAIN: "5432",
    MY_DB_PORT_80_TCP: "tcp://my-db:5432",
    MY_DB_PORT_80_TCP_PROTO: "tcp",
    MY_DB_PORT_80_TCP_PORT: "5432",
    MY_DB_PORT_80_TCP_ADDR: "my-db",
    MY_DB_PORT_53_UDP: "udp://my-db:53",
    MY_DB_PORT: "tcp://my-db:5432",
  });
});

Deno.test("serviceLinks() looks where a container may use them, and has none where it does not", () => {
  const host = { MY_DB_SERVICE_HOST: "my-db" };
  const use = ["sh", "-c", "ping ${MY_DB_SERVICE_HOST}"];
  for (
    const container of [
      { env: [null, { name: "A", value: "$(MY_DB_SERVICE_HOST)" }] },
      { command: use },
      { readinessProbe: { exec: { command: use } } },
      { lifecycle: { preStop: { exec: { command: use } } } },
    ]
  ) assertEquals(linksOf(container), host);
  assertEquals(linksOf({ args: ["MY_DB_PORT is no variable here", "x"] }), {});
  assertEquals(linksOf({}), {});
});

Deno.test("serviceLinks() reads what the container mounts or has in its environment", () => {
  const volumes = [{ name: "a", configMap: { name: "conf" } }, {
    name: "b",
    projected: { sources: [{ secret: { name: "conf" } }, null] },
  }];
  const mount = (name: string) => ({ volumeMounts: [{ name, mountPath: "/x" }, null] });
  assertEquals(linksOf(mount("a"), { volumes }), { MY_DB_SERVICE_PORT: "5432" });
  assertEquals(linksOf(mount("b"), { volumes }), { MY_DB_PORT_80_TCP_PORT: "5432" });
  assertEquals(linksOf(mount("c"), { volumes }), {});
  assertEquals(linksOf({ envFrom: [{ secretRef: { name: "conf" } }] }), {
    MY_DB_PORT_80_TCP_PORT: "5432",
  });
});

Deno.test("serviceLinks() has none of Services without an address, of other namespaces, or when the pod wants none", () => {
  for (const name of ["HEADLESS", "OUTSIDE", "FAR", "NONE", "KUBERNETES"]) {
    assertEquals(linksOf({ args: [`$(${name}_SERVICE_HOST)`] }), {}, name);
  }
  assertEquals(linksOf({ args: ["$(MY_DB_SERVICE_HOST)"] }, { enableServiceLinks: false }), {});
});
