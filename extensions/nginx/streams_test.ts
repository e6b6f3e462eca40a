import { assertEquals } from "@std/assert";
import type { Manifest } from "@dekube/engine/pacts";
import { said, testConversion } from "@dekube/engine/testing";
import { datagrams, greeter, say, sendDatagram } from "../../tools/connections.ts";
import { freePort } from "../../tools/free_port.ts";
import { withProxy } from "../../tools/gateway/with_proxy.ts";
import { needsNginxStreams } from "../../tools/needs_nginx_streams.ts";
import * as caddy from "../caddy/mod.ts";
import * as nginxProvider from "../nginx-provider/mod.ts";
import * as workload from "../workload/mod.ts";
import { ingress, SERVICE } from "./_testing.ts";
import * as nginx from "./mod.ts";

function pod(name: string, namespace: string, container: object): Manifest {
  return {
    kind: "Pod",
    metadata: { name, namespace, labels: { app: name } },
    spec: { containers: [{ name, ...container }] },
  };
}

/** The controller, its ConfigMaps, and two backends. */
function manifests(tcp: number, udp: number): Manifest[] {
  const args = ["--tcp-services-configmap=edge/tcp", "--udp-services-configmap=edge/udp"];
  const config = (name: string, data: Record<string, string>): Manifest => ({
    kind: "ConfigMap",
    metadata: { name, namespace: "edge" },
    data,
  });
  const service = (name: string, port: object): Manifest => ({
    kind: "Service",
    metadata: { name, namespace: "shop" },
    spec: { selector: { app: name }, ports: [port] },
  });
  return [
    ingress(),
    SERVICE,
    pod("controller", "edge", { image: "registry.k8s.io/ingress-nginx/controller:v1", args }),
    config("tcp", { [tcp]: "shop/db:5432" }),
    config("udp", { [udp]: "shop/dns:53" }),
    service("db", { port: 5432 }),
    service("dns", { port: 53, protocol: "UDP" }),
    pod("db", "shop", { image: "postgres:15" }),
    pod("dns", "shop", { image: "coredns" }),
  ];
}

Deno.test("ports of backends are published where the proxy forwards no connections", async () => {
  const conversion = await testConversion([nginx, caddy, workload], manifests(9000, 5353));
  const { services } = conversion.project;
  assertEquals([services.db.ports, services.dns.ports], [["9000:5432"], ["5353:53/udp"]]);
  assertEquals(said(conversion).filter((one) => one.includes("ConfigMap")), []);
});

Deno.test({
  ...needsNginxStreams("nginx forwards the connections of the controller's ConfigMaps"),
  async fn() {
    const db = greeter("db");
    const dns = await datagrams((text) => `dns: ${text}`);
    const [tcp, udp] = [freePort(), freePort()];
    const made = await testConversion([nginxProvider, nginx], manifests(tcp, udp));
    const backends = new Map([
      ["db", Number(db.upstream.split(":")[1])],
      ["dns", dns.port],
    ]);
    try {
      await withProxy("nginx", made, (host) => backends.get(host.split(".")[0]) ?? 1, async () => {
        assertEquals(await say(tcp, "hi"), "db: hi");
        assertEquals(await sendDatagram(udp, "hi"), "dns: hi");
      });
    } finally {
      await db.stop();
      await dns.stop();
    }
  },
});
