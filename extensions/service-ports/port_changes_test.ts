import { assertEquals } from "@std/assert";
import type { Manifest } from "@dekube/engine/pacts";
import { said, testContext } from "@dekube/engine/testing";
import { deployment, service } from "./_testing.ts";
import { findBackends } from "./port_changes.ts";

function found(...manifests: Manifest[]) {
  const ctx = testContext(manifests);
  const backends = [...findBackends(ctx).values()].map(({ name, changes, listening }) => [
    name,
    changes.map(({ protocol, port, target }) => `${protocol} ${port} > ${target}`),
    [...listening],
  ]);
  return { backends, codes: said(ctx) };
}

Deno.test("findBackends() finds ports by number, by name and as they are", () => {
  assertEquals(
    found(
      deployment("web", { ports: [{ name: "http", containerPort: 8080 }, null] }),
      service("web", [
        { port: 80, targetPort: "http" },
        { port: "53", targetPort: "5353", protocol: "UDP" },
        { port: 9000 },
        null,
        { port: 0, targetPort: 1 },
      ]),
    ).backends,
    [["web", ["TCP 80 > 8080", "UDP 53 > 5353"], ["TCP/8080", "UDP/5353", "TCP/9000"]]],
  );
});

Deno.test("findBackends() has nothing for headless Services and ExternalNames", () => {
  const ports = [{ port: 80, targetPort: 8080 }];
  assertEquals(
    found(
      deployment("web"),
      service("web", ports, { clusterIP: "None" }),
      service("out", ports, { type: "ExternalName", externalName: "web.shop.svc.cluster.local" }),
    ).backends,
    [],
  );
});

Deno.test("findBackends() resolves a named port in each workload for itself", () => {
  const named = (containerPort: number) => ({ ports: [{ name: "http", containerPort }] });
  assertEquals(
    found(
      deployment("a", named(8001), "web"),
      deployment("b", named(8002), "web"),
      service("web", [{ port: 80, targetPort: "http" }]),
    ).backends.map(([name, changes]) => [name, changes]),
    [["a", ["TCP 80 > 8001"]], ["b", ["TCP 80 > 8002"]]],
  );
});

Deno.test("findBackends() says which protocol it leaves alone", () => {
  const { backends, codes } = found(
    deployment("web"),
    service("web", [
      { port: 1, targetPort: 2, protocol: "SCTP" },
      { port: 3, protocol: "SCTP" },
    ]),
  );
  assertEquals(backends, [["web", [], []]]);
  assertEquals(codes, ["unforwarded-protocol spec.ports[0]"]);
});

Deno.test("findBackends() survives ports of any type", () => {
  for (const ports of [null, 5, "80", {}, [[]], ["80"], [{ port: {}, targetPort: [] }]]) {
    assertEquals(found(deployment("web"), service("web", ports)).backends, [["web", [], []]]);
  }
});
