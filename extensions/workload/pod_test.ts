import { assertEquals } from "@std/assert";
import { networkOwner } from "@dekube/engine/pacts";
import { convertOne, podOf, said, serviceOf, workload } from "./_testing.ts";

const inPod = (pod: object, container: object = {}) => serviceOf(podOf(container, pod));

Deno.test("convertPod() keeps spec.hostname", async () => {
  assertEquals(await inPod({ hostname: "mail" }), { hostname: "mail" });
});

Deno.test("convertPod() gives a StatefulSet's containers the pod's name as hostname", async () => {
  const { services } = await convertOne([
    workload("StatefulSet", "db", { ...podOf({}), initContainers: [{ name: "i", image: "i" }] }),
  ]);
  assertEquals(services.db.hostname, "db-0");
  assertEquals(services["db-init-i"].hostname, "db-0");
});

Deno.test("convertPod() gives a pod below a Service the domain that it has there", async () => {
  const domainname = "ring.shop.svc.cluster.local";
  assertEquals(await inPod({ hostname: "a", subdomain: "ring" }), { hostname: "a", domainname });
  assertEquals(await inPod({ subdomain: "ring" }), { domainname });
  assertEquals(await inPod({ hostname: "a", subdomain: "ring", setHostnameAsFQDN: true }), {
    hostname: `a.${domainname}`,
  });
});

Deno.test("convertPod() shortens no hostname: the engine does that to all alike", async () => {
  const name = "a".repeat(64);
  const { services } = await convertOne([workload("StatefulSet", name, podOf({}))]);
  assertEquals(services[name].hostname, "a".repeat(63));
});

Deno.test("convertPod() makes hostAliases extra hosts", async () => {
  assertEquals(
    await inPod({
      hostAliases: [
        { ip: "10.0.0.1", hostnames: ["a", "b", null] },
        null,
        { ip: "::1", hostnames: ["c"] },
        { ip: "10.0.0.3", hostnames: ["c"] },
        { ip: null, hostnames: ["d"] },
        { ip: "10.0.0.2", hostnames: null },
      ],
    }),
    { extra_hosts: ["a:10.0.0.1", "b:10.0.0.1", "c:::1", "c:10.0.0.3"] },
  );
});

Deno.test("convertPod() says which names and addresses of hostAliases are none", async () => {
  const hostAliases = [
    { ip: "10.0.0.1", hostnames: [":", "a b", "a=b", "db"] },
    { ip: ";=", hostnames: ["other"] },
  ];
  const { services, diagnostics } = await convertOne([
    workload("Deployment", "web", { hostAliases, containers: [{ name: "app", image: "app" }] }),
  ]);
  assertEquals(services.web.extra_hosts, ["db:10.0.0.1"]);
  assertEquals(diagnostics.map(({ code, path }) => [code, path]), [
    ["bad-host", "spec.template.spec.hostAliases"],
    ["bad-host", "spec.template.spec.hostAliases"],
    ["bad-host", "spec.template.spec.hostAliases"],
    ["bad-host", "spec.template.spec.hostAliases"],
  ]);
});

const HOST_IP = [{ name: "HOST", valueFrom: { fieldRef: { fieldPath: "status.hostIP" } } }];

Deno.test("convertPod() has the network's gateway for status.hostIP", async () => {
  assertEquals(await inPod({}, { env: HOST_IP }), { environment: { HOST: "10.116.216.1" } });
});

Deno.test("convertPod() knows the host's name when a container, or a sidecar, asks for it in a network of others", async () => {
  const config = { network: "proxy" };
  const { services, diagnostics } = await convertOne([
    workload("Deployment", "web", {
      containers: [{ name: "app", image: "app" }, { name: "log", image: "log", env: HOST_IP }],
    }),
    workload("Deployment", "one", podOf({ env: HOST_IP })),
  ], config);
  const hosts = ["host.docker.internal:host-gateway"];
  const log = Object.values(services).find(({ image }) => image === "log");
  assertEquals(log?.environment, { HOST: "host.docker.internal" });
  assertEquals(services[networkOwner(services, "web")!].extra_hosts, hosts);
  assertEquals(services.one.extra_hosts, hosts);
  assertEquals(log?.extra_hosts, undefined);
  assertEquals(said({ diagnostics }), ["no-fixed-address"]);
});

Deno.test("convertPod() gives a bare Pod its name as hostname, with its domain where it wants that", async () => {
  const pod = { ...podOf({}), subdomain: "ring", setHostnameAsFQDN: true };
  const { services } = await convertOne([
    workload("Pod", "plain", podOf({})),
    workload("Pod", "full", pod),
    workload("Pod", "far", { ...pod, subdomain: "r".repeat(63) }),
  ]);
  assertEquals([services.plain.hostname, services.full.hostname, services.far.hostname], [
    "plain",
    "full.ring.shop.svc.cluster.local",
    "far",
  ]);
});

Deno.test("convertPod() leaves the cluster's DNS server out of dnsConfig: Docker's is there anyway", async () => {
  assertEquals(await inPod({ dnsConfig: { nameservers: ["10.96.0.10"] } }), {});
  assertEquals(await inPod({ dnsConfig: { nameservers: ["10.43.0.10", "1.1.1.1"] } }), {
    dns: ["1.1.1.1"],
  });
});

Deno.test("convertPod() keeps dnsConfig", async () => {
  assertEquals(
    await inPod({
      dnsConfig: {
        nameservers: ["1.1.1.1", null, "1.1.1.1"],
        searches: ["a.example", "b.example"],
        options: [{ name: "ndots", value: "2" }, { name: "rotate" }, null],
      },
    }),
    {
      dns: ["1.1.1.1"],
      dns_search: ["a.example", "b.example"],
      dns_opt: ["ndots:2", "rotate"],
    },
  );
});

Deno.test("convertPod() says nothing of what the pod does not say", async () => {
  assertEquals(
    await inPod({
      hostname: null,
      hostAliases: [],
      dnsConfig: {},
      hostPID: false,
      hostIPC: null,
      shareProcessNamespace: true,
    }),
    {},
  );
});

Deno.test("processes() are the host's when the pod says so", async () => {
  const pod = { hostPID: true, hostIPC: true, shareProcessNamespace: true };
  assertEquals(await inPod(pod), { pid: "host", ipc: "host" });
});

Deno.test("podSysctls() are set where the network is", async () => {
  const sysctls = [{ name: "net.core.somaxconn", value: 1024 }, null, { name: "", value: "1" }];
  const securityContext = { sysctls };
  const set = { sysctls: { "net.core.somaxconn": "1024" } };
  assertEquals(await inPod({ securityContext }), set);
  const { services } = await convertOne([
    workload("Deployment", "web", {
      securityContext,
      containers: [{ name: "app", image: "a" }, { name: "log", image: "l" }],
    }),
  ]);
  assertEquals(services["web-pod"].sysctls, set.sysctls);
  assertEquals([services.web.sysctls, services["web-sidecar-log"].sysctls], [undefined, undefined]);
});
