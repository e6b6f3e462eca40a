import { assertEquals, assertStringIncludes } from "@std/assert";
import { said, testContext } from "../../engine/testing.ts";
import { PublishedPorts } from "./published_ports.ts";

function balancer(spec: object, annotations: Record<string, string> = {}) {
  return {
    kind: "Service",
    metadata: { name: "web", annotations },
    spec: { type: "LoadBalancer", ports: [{ port: 80 }], ...spec },
  };
}

function published(service: ReturnType<typeof balancer>, overrides = {}) {
  const ctx = testContext([], { config: { overrides } });
  const ports = new PublishedPorts("web", ctx);
  ports.addService(service, () => 8080);
  return { ports: ports.all(), said: [...ctx.diagnostics] };
}

Deno.test("PublishedPorts publishes at the machine's own address what the machine alone may reach", () => {
  const own = balancer({ loadBalancerSourceRanges: ["127.0.0.0/8"] });
  assertEquals(published(own), { ports: ["127.0.0.1:80:8080"], said: [] });
  const both = balancer({ loadBalancerSourceRanges: ["::1/128", "127.0.0.1/32"] });
  assertEquals(published(both).ports, ["[::1]:80:8080", "127.0.0.1:80:8080"]);
});

Deno.test("PublishedPorts says of a private load balancer at which other addresses it is reached", () => {
  const annotations = { "networking.gke.io/load-balancer-type": "Internal" };
  const { said } = published(balancer({ externalIPs: ["192.0.2.7"] }, annotations));
  assertEquals(said.map(({ message }) => /192\.0\.2\.7 too \(externalIPs\)/.test(message)), [true]);
});

Deno.test("PublishedPorts says of a private load balancer how to keep it to the machine", () => {
  const annotations = { "networking.gke.io/load-balancer-type": "Internal" };
  const { ports, said } = published(balancer({}, annotations));
  assertEquals(ports, ["80:8080"]);
  assertEquals(said.map(({ severity, code }) => [severity, code]), [
    ["warning", "internal-load-balancer"],
  ]);
  assertStringIncludes(said[0].message, 'overrides.web.ports: ["127.0.0.1:80:8080"]');
  const settled = { web: { ports: ["127.0.0.1:80:8080"] } };
  assertEquals(published(balancer({}, annotations), settled).said, []);
});

Deno.test("PublishedPorts opens what Cilium opens of a Service, and nothing else", () => {
  const ports = [{ port: 80, nodePort: 30080 }];
  const of = (type: string, wanted: string) =>
    published(balancer({ type, ports }, { "service.cilium.io/type": wanted }));
  for (const type of ["LoadBalancer", "NodePort"]) {
    const { ports, said } = of(type, "ClusterIP");
    assertEquals([ports, said.map(({ code }) => code)], [[], ["restricted-port"]]);
  }
  assertEquals(of("LoadBalancer", "NodePort"), { ports: ["30080:8080"], said: [] });
  assertEquals(of("LoadBalancer", "LoadBalancer"), { ports: ["80:8080"], said: [] });
  const denied = balancer({ loadBalancerSourceRanges: ["192.0.2.0/24"] }, {
    "service.cilium.io/src-ranges-policy": "deny",
  });
  assertStringIncludes(published(denied).said[0].message, "keeps out 192.0.2.0/24");
});

Deno.test("PublishedPorts takes the word of the user on a pod's own service too", () => {
  const closed = balancer({ loadBalancerSourceRanges: ["10.0.0.0/8"] });
  assertEquals(published(closed).said.length, 1);
  assertEquals(published(closed, { web: null }).said.length, 1);
  assertEquals(published(closed, { "web-pod": { ports: [] } }).said, []);
});

Deno.test("PublishedPorts says nothing of external addresses when the port is open anyway", () => {
  const externalIPs = ["192.0.2.1"];
  assertEquals(published(balancer({ externalIPs })).said, []);
  const node = balancer({ externalIPs, type: "NodePort", ports: [{ port: 80, nodePort: 30080 }] });
  const { ports, said } = published(node);
  assertEquals(ports, ["30080:8080"]);
  assertEquals(said.map(({ code }) => code), ["external-address"]);
  assertStringIncludes(said[0].message, 'overrides.web.ports: ["30080:8080", "80:8080"]');
});

Deno.test("PublishedPorts keeps back what a provider's firewall guards, and says how to open it", () => {
  const name = "service.beta.kubernetes.io/aws-load-balancer-security-groups";
  const { ports, said } = published(balancer({}, { [name]: "sg-1" }));
  assertEquals(ports, []);
  assertEquals(said.map(({ severity, code }) => [severity, code]), [["error", "restricted-port"]]);
  assertStringIncludes(said[0].message, 'overrides.web.ports: ["80:8080"]');
});

Deno.test("PublishedPorts.addAt() publishes nothing at what is no address, and says so", () => {
  const owner = { kind: "Pod", metadata: { name: "web" } };
  const at = { object: owner, path: "containers[web].ports" };
  for (const address of ["127.1", "0127.0.0.1", "2130706433", "nonsense", "1.2.3.4/8", "::x"]) {
    const ctx = testContext([]);
    const ports = new PublishedPorts("web", ctx);
    ports.addAt({ host: 8080, target: 80 }, address, at);
    assertEquals(ports.all(), []);
    assertEquals(said(ctx), ["bad-address containers[web].ports"]);
  }
  const ctx = testContext([]);
  const ports = new PublishedPorts("web", ctx);
  for (const [index, address] of ["", "0.0.0.0", "127.0.0.1", "::1"].entries()) {
    ports.addAt({ host: 8080 + index, target: 80 }, address, at);
  }
  assertEquals(ports.all(), ["8080:80", "8081:80", "127.0.0.1:8082:80", "[::1]:8083:80"]);
  assertEquals(said(ctx), []);
});
