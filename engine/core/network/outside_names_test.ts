import { assertEquals } from "@std/assert";
import { contextOf, manifest, service, workload } from "../_testing.ts";
import { OutsideNames } from "./outside_names.ts";
import { rewriteSrvNames } from "./srv_names.ts";

const external = (id: string, externalName: string) =>
  service(id, undefined, { type: "ExternalName", externalName });

const CTX = contextOf([
  workload("shop/store", {
    containers: [{ name: "s", ports: [{ name: "grpc", containerPort: 10901 }] }],
  }),
  service("shop/store", "store", {
    clusterIP: "None",
    ports: [{ name: "grpc", port: 1, targetPort: "grpc" }],
  }),
  external("shop/db", "db.example.org."),
  external("shop/inside", "store.shop.svc.cluster.local"),
  service("shop/sliced", undefined, { selector: null }),
  manifest("EndpointSlice", "shop/sliced-1", {
    metadata: {
      name: "sliced-1",
      namespace: "shop",
      labels: { "kubernetes.io/service-name": "sliced" },
    },
    addressType: "FQDN",
    endpoints: [{ addresses: ["sliced.example.org"] }],
  }),
]);

Deno.test("OutsideNames.rewrite() puts the name outside wherever a full name stands", () => {
  const names = new OutsideNames(CTX.services);
  const rewrite = (text: string) => names.rewrite(text, "shop");
  assertEquals(rewrite("a db.shop.svc.cluster.local, db.shop"), "a db.example.org, db.example.org");
  assertEquals(rewrite("sliced.shop.svc"), "sliced.example.org");
  assertEquals(rewrite("db.shop.svc.k8s.corp:1"), "db.example.org:1");
  for (
    const text of [
      "inside.shop.svc",
      "a.db.shop.svc",
      "db.shop.svcs",
      "db.none.svc.example",
      "db.other",
      "/db.shop",
    ]
  ) {
    assertEquals(rewrite(text), text);
  }
});

Deno.test("OutsideNames.rewrite() takes a short name for a host behind a key or an option alone", () => {
  const names = new OutsideNames(CTX.services);
  assertEquals(names.rewrite("host: db\nname: db\n", "shop"), "host: db.example.org\nname: db\n");
  assertEquals(names.rewrite("--db-host=db", "shop"), "--db-host=db.example.org");
  assertEquals(names.rewrite("db", "shop", "--host "), "db.example.org");
  assertEquals(names.rewrite("db", "shop", "--create "), "db");
  assertEquals(names.rewrite("host: db", "other"), "host: db");
});

Deno.test("OutsideNames.of() is the name outside when a value is that Service's name alone", () => {
  const names = new OutsideNames(CTX.services);
  for (const value of ["db", "db.shop", "db.shop.svc.cluster.local."]) {
    assertEquals(names.of(value, "shop"), "db.example.org");
  }
  for (const value of ["store", "inside", "other", "", "db:80"]) {
    assertEquals(names.of(value, "shop"), undefined);
  }
});

Deno.test("rewriteSrvNames() spells out what can be asked by address, when the port is known", () => {
  const rewrite = (text: string) => rewriteSrvNames(text, "shop", CTX.services);
  assertEquals(
    rewrite("--store=dnssrv+_grpc._tcp.store.shop.svc.cluster.local"),
    "--store=dns+store.shop.svc.cluster.local:10901",
  );
  assertEquals(rewrite("dnssrvnoa+_grpc._tcp.store"), "dns+store:10901");
  assertEquals(rewrite("dnssrv+_grpc._tcp.store.shop.svc:6379,x"), "dns+store.shop.svc:10901,x");
  assertEquals(rewrite("dnssrv+_http._tcp.store:6379"), "dnssrv+_http._tcp.store:6379");
  for (const text of ["dnssrv+_http._tcp.store", "dnssrv+_grpc._tcp.none", "_grpc._tcp.store"]) {
    assertEquals(rewrite(text), text);
  }
});
