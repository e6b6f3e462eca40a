import { assertEquals } from "@std/assert";
import { convertOne, podOf, serviceOf, workload } from "./_testing.ts";

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
        { ip: null, hostnames: ["d"] },
        { ip: "10.0.0.2", hostnames: null },
      ],
    }),
    { extra_hosts: { a: "10.0.0.1", b: "10.0.0.1", c: "::1" } },
  );
});

Deno.test("convertPod() knows the host's name when a container asks for status.hostIP", async () => {
  const env = [{ name: "HOST", valueFrom: { fieldRef: { fieldPath: "status.hostIP" } } }];
  assertEquals(await inPod({}, { env }), {
    environment: { HOST: "host.docker.internal" },
    extra_hosts: { "host.docker.internal": "host-gateway" },
  });
});

Deno.test("convertPod() knows the host's name when a sidecar asks for it", async () => {
  const env = [{ name: "HOST", valueFrom: { fieldRef: { fieldPath: "status.hostIP" } } }];
  const { services } = await convertOne([
    workload("Deployment", "web", {
      containers: [{ name: "app", image: "app" }, { name: "log", image: "log", env }],
    }),
  ]);
  assertEquals(services["web-pod"].extra_hosts, { "host.docker.internal": "host-gateway" });
  assertEquals(services.web.extra_hosts, undefined);
  assertEquals(services["web-sidecar-log"].extra_hosts, undefined);
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
