import { assertEquals } from "@std/assert";
import { testConversion } from "@dekube/engine/testing";
import type { Manifest } from "@dekube/engine/pacts";
import * as workload from "../workload/mod.ts";
import { gateway, object, service } from "./_testing.ts";
import * as gatewayApi from "./mod.ts";

const DOOR = gateway("door", [
  { name: "http" },
  { name: "db", port: 5432, protocol: "TCP" },
  { name: "dns", port: 53, protocol: "UDP" },
  { name: "pass", port: 8443, protocol: "TLS", tls: { mode: "Passthrough" } },
  { name: "ends", port: 9443, protocol: "TLS" },
]);
const APP = {
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "app", namespace: "shop" },
  spec: {
    template: {
      metadata: { labels: { app: "app" } },
      spec: { containers: [{ name: "a", image: "a" }] },
    },
  },
};

function stream(kind: string, name: string, sectionName: string, spec: object = {}): Manifest {
  return object(kind, name, {
    parentRefs: [{ name: "door", sectionName }],
    rules: [{ backendRefs: [{ name: "app", port: 80 }] }],
    ...spec,
  });
}

/** Ports that `app` publishes, and what is said of the routes. */
async function published(...routes: Manifest[]) {
  const { project, diagnostics } = await testConversion(
    [workload, gatewayApi],
    [DOOR, APP, service("app"), ...routes],
  );
  const said = diagnostics.filter(({ resource }) => resource?.kind.endsWith("Route"))
    .map(({ severity, code, path }) => `${severity} ${code} ${path}`);
  return { ports: project.services.app.ports ?? [], said };
}

Deno.test("the port of a TCPRoute's, UDPRoute's or TLSRoute's backend is published", async () => {
  assertEquals(await published(stream("TCPRoute", "a", "db")), { ports: ["5432:8080"], said: [] });
  assertEquals(await published(stream("UDPRoute", "a", "dns")), {
    ports: ["53:8080/udp"],
    said: [],
  });
  assertEquals(await published(stream("TLSRoute", "a", "pass", { hostnames: ["a.example"] })), {
    ports: ["8443:8080"],
    said: ["info any-hostname spec.parentRefs"],
  });
});

Deno.test("a port of the host has one route, one backend, and no TLS that ends there", async () => {
  const [taken] = ["error unpublished-port spec.parentRefs"];
  assertEquals(await published(stream("TCPRoute", "b", "db"), stream("TCPRoute", "a", "db")), {
    ports: ["5432:8080"],
    said: [taken],
  });
  assertEquals(await published(stream("TLSRoute", "a", "ends")), { ports: [], said: [taken] });
  const two = [{ backendRefs: [{ name: "app", port: 80 }, { name: "next", port: 80 }] }];
  assertEquals(await published(stream("TCPRoute", "a", "db", { rules: two })), {
    ports: [],
    said: ["error unpublished-port spec.rules"],
  });
});

Deno.test("a route that leads nowhere publishes nothing", async () => {
  const rules = [{ backendRefs: [{ name: "gone", port: 80 }] }];
  assertEquals(await published(stream("TCPRoute", "a", "db", { rules })), {
    ports: [],
    said: ["error no-backend spec.rules[0].backendRefs[0]"],
  });
  assertEquals(await published(stream("TCPRoute", "a", "http")), {
    ports: [],
    said: ["warning route-not-allowed spec.parentRefs[0]"],
  });
});
