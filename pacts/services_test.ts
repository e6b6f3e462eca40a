import { assertEquals } from "@std/assert";
import { contextOf, deployment, manifest, service, workloadWith } from "./_testing.ts";
import type { Manifest } from "./kubernetes.ts";
import {
  findService,
  isHeadless,
  parseServiceHost,
  portNumber,
  resolveNamedPort,
  resolveService,
  selectorOf,
  ServiceIndex,
  serviceKey,
  servicePortKey,
  targetPortOf,
} from "./services.ts";
import { WorkloadIndex, workloadOf } from "./workloads.ts";

const external = (name: string, externalName: unknown) =>
  manifest("Service", name, { spec: { type: "ExternalName", externalName } });
const cluster = (name: string) => `${name}.shop.svc.cluster.local`;

Deno.test("selectorOf() is text, without what has no value", () => {
  assertEquals(selectorOf(service("a", { selector: { n: 1, b: true, none: null } as never })), {
    n: "1",
    b: "true",
  });
});

Deno.test("selectorOf() is empty when the Service selects nothing", () => {
  assertEquals(selectorOf(manifest("Service", "a")), {});
  assertEquals(selectorOf(manifest("Service", "a", { spec: null })), {});
  assertEquals(
    selectorOf(manifest("Service", "a", { spec: { type: "ExternalName", selector: { a: "b" } } })),
    {},
  );
});

Deno.test("isHeadless() is true when clusterIP is None", () => {
  assertEquals(isHeadless(service("a", { clusterIP: "None" })), true);
  assertEquals(isHeadless(service("a", { clusterIP: "10.0.0.1" })), false);
  assertEquals(isHeadless(service("a")), false);
});

Deno.test("serviceKey() and servicePortKey() tell namespaces, names and ports apart", () => {
  assertEquals(serviceKey("", "db"), "/db");
  assertEquals(servicePortKey("data", "db", 5432), "data/db:5432");
});

Deno.test("ServiceIndex finds workloads by labels, in the Service's namespace", () => {
  const elsewhere: Manifest = {
    ...deployment("web"),
    metadata: { name: "web", namespace: "data" },
  };
  const ctx = contextOf([deployment("web"), elsewhere, service("web"), service("other")]);
  const [web, other] = ["web", "other"].map((name) => ctx.services.get("shop", name)!);
  assertEquals(ctx.services.selected(web).map(({ id }) => id.namespace), ["shop"]);
  assertEquals(ctx.services.selected(other), []);
  const [shop, data] = [...ctx.workloads];
  assertEquals(ctx.services.selecting(shop), [web]);
  assertEquals(ctx.services.selecting(data), []);
});

Deno.test("ServiceIndex finds a StatefulSet when the Service selects its pod by name", () => {
  const db = manifest("StatefulSet", "db", {
    spec: { template: { spec: { containers: [{ name: "db" }] } } },
  });
  const one = service("one", { selector: { "statefulset.kubernetes.io/pod-name": "db-0" } });
  const ctx = contextOf([db, one]);
  assertEquals(ctx.services.selected(one).map(({ id }) => id.name), ["db"]);
});

Deno.test("ServiceIndex.add() forgets the Service that it replaces", () => {
  const workloads = new WorkloadIndex();
  const web = workloadOf(deployment("web"))!;
  workloads.add(web);
  const services = new ServiceIndex(workloads);
  const [old, young] = [service("web", { type: "NodePort" }), service("web")];
  services.add(old);
  services.add(young);
  assertEquals(services.selecting(web), [young]);
  assertEquals(services.selected(old), []);
  assertEquals([...services.values()], [young]);
});

Deno.test("ServiceIndex.add() keeps namesakes of other namespaces", () => {
  const services = new ServiceIndex(new WorkloadIndex());
  services.add(service("web"));
  services.add({ kind: "Service", metadata: { name: "web" } });
  assertEquals([...services.values()].length, 2);
});

Deno.test("resolveService() is the Service itself when it is no ExternalName", () => {
  const ctx = contextOf([service("web")]);
  assertEquals(resolveService("shop", "web", ctx), { service: ctx.services.get("shop", "web") });
  assertEquals(resolveService("shop", "none", ctx), undefined);
  assertEquals(resolveService("data", "web", ctx), undefined);
});

Deno.test("resolveService() follows a chain of ExternalNames to its end", () => {
  const ctx = contextOf([
    service("web"),
    external("a", cluster("b")),
    external("b", `${cluster("web")}.`),
    external("c", cluster("d")),
    external("d", "db.example.org."),
  ]);
  assertEquals(resolveService("shop", "a", ctx)?.service?.metadata.name, "web");
  assertEquals(resolveService("shop", "c", ctx), { externalName: "db.example.org" });
});

Deno.test("resolveService() leaves the cluster when an ExternalName has no dot, as DNS does", () => {
  const ctx = contextOf([service("web"), external("a", "web")]);
  assertEquals(resolveService("shop", "a", ctx), { externalName: "web" });
});

Deno.test("resolveService() is undefined when the chain goes in a circle or nowhere", () => {
  const ctx = contextOf([
    external("a", cluster("b")),
    external("b", cluster("a")),
    external("self", cluster("self")),
    external("nowhere", null),
  ]);
  for (const name of ["a", "b", "self", "nowhere"]) {
    assertEquals(resolveService("shop", name, ctx), undefined);
  }
});

Deno.test("parseServiceHost() knows each form of a name", () => {
  const web = { namespace: "data", name: "web" };
  for (const host of ["web.data", "web.data.svc", "web.data.svc.cluster.local", "WEB.data.svc."]) {
    assertEquals(parseServiceHost(host, "shop"), web);
  }
  assertEquals(parseServiceHost("web", "shop"), { namespace: "shop", name: "web" });
  for (const host of ["a.b.c", "web-0.web.data.svc", "web.data.svc.cluster"]) {
    assertEquals(parseServiceHost(host, "shop"), { namespace: "", name: host });
  }
});

Deno.test("findService() is undefined when a host means no Service", () => {
  const ctx = contextOf([service("web"), { kind: "Service", metadata: { name: "example" } }]);
  assertEquals(findService("web", "shop", ctx)?.metadata.name, "web");
  assertEquals(findService("web.shop.svc", "data", ctx)?.metadata.name, "web");
  assertEquals(findService("example", "shop", ctx)?.metadata.name, "example");
  for (const host of ["example.com", "www.example.com", "web.data", "", "web..shop"]) {
    assertEquals(findService(host, "shop", ctx), undefined);
  }
});

Deno.test("portNumber() is undefined when there is no port of that number", () => {
  assertEquals(portNumber(1), 1);
  assertEquals(portNumber("65535"), 65535);
  for (const value of [0, -1, 65536, 1.5, "", "http", null, undefined, {}, [80], true]) {
    assertEquals(portNumber(value), undefined);
  }
});

const NAMED = workloadWith({
  initContainers: [
    { name: "i", ports: [{ name: "http", containerPort: 1 }, { name: "log", containerPort: 2 }] },
  ],
  containers: [
    { name: "a", ports: [null, { name: "broken", containerPort: null }, { containerPort: 3 }] },
    { name: "b", ports: [{ name: "http", containerPort: 8080 }] },
  ],
});

Deno.test("resolveNamedPort() looks in the containers first, then in init containers", () => {
  assertEquals(resolveNamedPort("http", NAMED), 8080);
  assertEquals(resolveNamedPort("log", NAMED), 2);
});

Deno.test("resolveNamedPort() is undefined when no container has a number for the name", () => {
  for (const name of ["none", "broken", "constructor"]) {
    assertEquals(resolveNamedPort(name, NAMED), undefined);
  }
});

Deno.test("targetPortOf() takes targetPort by number or by name, else port", () => {
  assertEquals(targetPortOf({ port: 80, targetPort: 8000 }, [NAMED]), 8000);
  assertEquals(targetPortOf({ port: 80, targetPort: "8000" }, [NAMED]), 8000);
  assertEquals(targetPortOf({ port: 80, targetPort: "http" }, [NAMED]), 8080);
  assertEquals(targetPortOf({ port: 80 }, [NAMED]), 80);
  assertEquals(targetPortOf({ port: 80, targetPort: null }, [NAMED]), 80);
  assertEquals(targetPortOf({ port: 80, targetPort: 0 }, [NAMED]), 80);
});

Deno.test("targetPortOf() falls back to well-known names, then to port", () => {
  assertEquals(targetPortOf({ port: 1, targetPort: "http" }, []), 80);
  assertEquals(targetPortOf({ port: 1, targetPort: "https" }, []), 443);
  assertEquals(targetPortOf({ port: 1, targetPort: "grpc" }, []), 50051);
  assertEquals(targetPortOf({ port: 1, targetPort: "other" }, []), 1);
  assertEquals(targetPortOf({ port: 1, targetPort: "constructor" }, []), 1);
});

Deno.test("targetPortOf() is NaN when there is no port", () => {
  assertEquals(targetPortOf({}, []), NaN);
  assertEquals(targetPortOf({ port: "x" as never, targetPort: "y" }, []), NaN);
});

Deno.test("buildAliasMap() names the Compose services behind each Service", () => {
  const ctx = contextOf([
    deployment("web"),
    deployment("api"),
    service("web"),
    service("all", { selector: {} }),
    service("nobody"),
    external("alias", cluster("web")),
    external("outside", "example.org"),
  ]);
  assertEquals([...ctx.aliasMap], [["shop/web", ["web"]], ["shop/alias", ["web"]]]);
});

Deno.test("buildServicePortMap() has each port by number and by name", () => {
  const ctx = contextOf([
    deployment("web", {
      containers: [{ name: "web", ports: [{ name: "http", containerPort: 8080 }] }],
    }),
    service("web", {
      ports: [{ name: "www", port: 80, targetPort: "http" }, { port: 81 }, null, {}, "x"],
    }),
    external("alias", cluster("web")),
    external("outside", "example.org"),
  ]);
  assertEquals([...ctx.servicePortMap], [
    ["shop/web:80", 8080],
    ["shop/web:www", 8080],
    ["shop/web:81", 81],
    ["shop/alias:80", 8080],
    ["shop/alias:www", 8080],
    ["shop/alias:81", 81],
  ]);
});
