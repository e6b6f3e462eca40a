import { assert, assertEquals } from "@std/assert";
import { bare, convertOne, podOf, said, service, workload } from "./_testing.ts";

const onHost = { hostNetwork: true };
const open = { ports: [{ containerPort: 5353, protocol: "UDP" }] };
const host = { extensions: { workload: { host_network: "host" } } };

Deno.test("a pod on the host's network publishes its ports, and says so when it has none", async () => {
  const { services, diagnostics } = await convertOne([
    workload("DaemonSet", "open", podOf(open, onHost)),
    workload("DaemonSet", "mute", podOf({}, onHost)),
  ]);

  assertEquals([bare(services.open), bare(services.mute)], [{ ports: ["5353:5353/udp"] }, {}]);
  assertEquals(diagnostics.map(({ resource, code }) => `${resource?.name} ${code}`), [
    "mute host-network",
  ]);
});

Deno.test("a pod keeps the host's network when the user wants it so, without what is refused there", async () => {
  const { services, diagnostics } = await convertOne([
    workload(
      "StatefulSet",
      "agent",
      podOf(open, {
        ...onHost,
        hostname: "agent",
        securityContext: {
          sysctls: [{ name: "net.core.somaxconn", value: "1" }, {
            name: "kernel.shmmax",
            value: "2",
          }],
        },
        dnsConfig: { searches: ["example.org"] },
      }),
    ),
    service("agent", { type: "NodePort", ports: [{ port: 80, nodePort: 30080 }] }),
  ], host);

  assertEquals(bare(services.agent), {
    dns_search: ["example.org"],
    network_mode: "host",
    sysctls: { "kernel.shmmax": "2" },
  });
  assertEquals(said({ diagnostics }), []);
});

Deno.test("a pod on the host's network is told the host's address, where its probe asks too, and that is said", async () => {
  const fields = ["status.podIP", "status.podIPs", "status.hostIP"];
  const container = {
    env: fields.map((fieldPath) => ({ name: fieldPath, valueFrom: { fieldRef: { fieldPath } } })),
    readinessProbe: { exec: { command: ["true"] } },
  };
  const manifests = [
    workload("Deployment", "agent", podOf(container, onHost)),
    workload("Deployment", "web", podOf({})),
  ];
  const own = await convertOne(manifests, host);
  assertEquals(
    own.services.agent.environment,
    Object.fromEntries(fields.map((field) => [field, "10.116.216.1"])),
  );
  assertEquals(own.services.agent.networks, undefined);
  assertEquals(said(own), ["host-address spec.template.spec.hostNetwork"]);

  const others = await convertOne([
    workload("Deployment", "agent", podOf({ env: container.env.slice(0, 1) }, onHost)),
    workload("Deployment", "web", podOf({})),
  ], { ...host, network: "proxy" });
  assertEquals(others.services.agent.environment, { "status.podIP": "127.0.0.1" });
  assertEquals(said(others), ["host-address spec.template.spec.hostNetwork"]);

  const published = await convertOne([
    workload("Deployment", "agent", podOf({ ...container, ...open }, onHost)),
  ]);
  assert(published.services.agent.environment?.["status.podIP"] !== "10.116.216.1");
});

Deno.test("all containers of a pod are in the host's network when the user wants it so", async () => {
  const { services } = await convertOne([
    workload("Deployment", "agent", {
      ...onHost,
      initContainers: [{ name: "wait", image: "i" }],
      containers: [{ name: "app", image: "a" }, { name: "log", image: "l" }],
    }),
    workload("Deployment", "web", podOf({})),
  ], host);

  // What is in another one's network is where that one is.
  const ways = (mode: unknown): string => {
    const [, owner] = /^service:(.*)$/.exec(String(mode)) ?? [];
    return owner === undefined ? String(mode) : ways(services[owner].network_mode);
  };
  assertEquals(
    Object.entries(services).map(([name, { network_mode }]) => [name, ways(network_mode)])
      .filter(([name]) => name.startsWith("agent")).map(([, mode]) => mode)
      .every((mode) => mode === "host"),
    true,
  );
  assertEquals(services.web.network_mode, undefined);
});
