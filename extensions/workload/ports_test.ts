import { assertEquals } from "@std/assert";
import { convertOne, podOf, said, service, serviceOf, workload } from "./_testing.ts";

/** Ports that a pod publishes. */
async function publishedBy(container: object, spec?: object, pod: object = {}) {
  const services = spec ? [service("web", spec)] : [];
  return (await serviceOf(podOf(container, pod), services)).ports;
}

const ports = (...ports: unknown[]) => ({ ports });
const http = { name: "http", containerPort: 8080 };

Deno.test("publishedPorts() publishes the node's port when the Service is a NodePort", async () => {
  const spec = { type: "NodePort", ports: [{ port: 80, targetPort: 8080, nodePort: 30080 }] };
  assertEquals(await publishedBy({}, spec), ["30080:8080"]);
});

Deno.test("publishedPorts() publishes the Service's port when there is no node's port", async () => {
  for (const nodePort of [undefined, null, 0]) {
    for (const type of ["NodePort", "LoadBalancer"]) {
      const spec = { type, ports: [{ port: 80, targetPort: 8080, nodePort }] };
      assertEquals(await publishedBy({}, spec), ["80:8080"]);
    }
  }
});

Deno.test("publishedPorts() publishes a LoadBalancer's own port, whatever the nodes' is", async () => {
  const spec = { type: "LoadBalancer", ports: [{ port: 80, targetPort: 8080, nodePort: 30080 }] };
  assertEquals(await publishedBy({}, spec), ["80:8080"]);
});

Deno.test("publishedPorts() keeps a LoadBalancer closed that lets in some alone, until the user opens it", async () => {
  const manifests = [
    workload("Deployment", "web", podOf(ports({ containerPort: 81, hostPort: 8081 }))),
    service("web", {
      type: "LoadBalancer",
      loadBalancerSourceRanges: ["10.0.0.0/8"],
      ports: [{ port: 80, targetPort: 8080 }, { port: 53, protocol: "UDP" }],
    }),
  ];
  const closed = await convertOne(manifests);
  assertEquals(closed.services.web.ports, ["8081:81"]);
  const [error] = closed.diagnostics.filter(({ severity }) => severity === "error");
  assertEquals(
    [error.code, error.path, error.resource?.name],
    ["restricted-port", "spec.loadBalancerSourceRanges", "web"],
  );
  const setting = /overrides\.web\.ports: (\[.*?\])/.exec(error.message)![1];
  const opened = await convertOne(manifests, {
    overrides: { web: { ports: JSON.parse(setting) } },
  });
  assertEquals(opened.services.web.ports, ["8081:81", "80:8080", "53:53/udp"]);
  assertEquals(opened.diagnostics, []);
});

Deno.test("publishedPorts() withholds a host's port of a pod that a policy of a mesh guards, until the user opens it", async () => {
  const policy = {
    apiVersion: "security.istio.io/v1",
    kind: "AuthorizationPolicy",
    metadata: { name: "nobody", namespace: "shop" },
    spec: {},
  };
  const pod = (more = {}) => podOf(ports({ containerPort: 81, hostPort: 8081 }), more);
  const closed = await convertOne([workload("Deployment", "web", pod()), policy]);
  assertEquals(closed.services.web.ports, undefined);
  const [error] = closed.diagnostics.filter(({ severity }) => severity === "error");
  assertEquals([error.code, error.resource?.name], ["restricted-port", "web"]);
  const setting = /overrides\.web\.ports: (\[.*?\])/.exec(error.message)![1];
  assertEquals(setting, '["8081:81"]');
  // It is in no mesh.
  const onHost = [workload("Deployment", "web", pod({ hostNetwork: true })), policy];
  assertEquals((await convertOne(onHost)).services.web.ports, ["8081:81"]);
});

Deno.test("publishedPorts() withholds the ports to which network policies let nobody outside come, until the user opens them", async () => {
  const policy = (name: string, ingress: unknown) => ({
    apiVersion: "networking.k8s.io/v1",
    kind: "NetworkPolicy",
    metadata: { name, namespace: "shop" },
    spec: { podSelector: {}, ingress },
  });
  const listening = ports({ name: "http", containerPort: 8080 }, {
    containerPort: 81,
    hostPort: 8081,
  });
  const manifests = (pod: object = {}, ...policies: ReturnType<typeof policy>[]) => [
    workload("Deployment", "web", podOf(listening, pod)),
    service("web", {
      type: "LoadBalancer",
      ports: [{ port: 80, targetPort: "http" }, { port: 90, targetPort: 9090 }],
    }),
    ...policies,
  ];
  const denying = policy("deny", []);
  const between = policy("between", [{ from: [{ podSelector: {} }] }]);
  const http = policy("http", [{ ports: [{ port: "http" }] }]);
  const all = ["80:8080", "90:9090", "8081:81"];
  assertEquals((await convertOne(manifests())).services.web.ports, all);
  assertEquals((await convertOne(manifests({}, policy("open", [{}])))).services.web.ports, all);
  assertEquals((await convertOne(manifests({}, denying))).services.web.ports, undefined);
  assertEquals((await convertOne(manifests({}, between))).services.web.ports, undefined);
  const closed = await convertOne(manifests({}, denying, http));
  assertEquals(closed.services.web.ports, ["80:8080"]);
  const errors = closed.diagnostics.filter(({ code }) => code === "restricted-port");
  assertEquals(errors.map(({ resource, message }) => [resource?.kind, message]), [
    [
      "Service",
      'the NetworkPolicy "deny" of the namespace "shop" lets nobody outside the cluster come to port 9090 of its pods, so it is not published. To open it to everybody who reaches this machine: overrides.web.ports: ["80:8080", "90:9090"] in dekube.yaml',
    ],
    [
      "Deployment",
      'the NetworkPolicy "deny" of the namespace "shop" lets nobody outside the cluster come to port 81 of its pods, so it is not published. To open it to everybody who reaches this machine: overrides.web.ports: ["80:8080", "8081:81"] in dekube.yaml',
    ],
  ]);
  const opened = await convertOne(manifests({}, denying, http), {
    overrides: { web: { ports: all } },
  });
  assertEquals([opened.services.web.ports, opened.diagnostics], [all, []]);
});

Deno.test("publishedPorts() says at which address a cluster has a port that is not published", async () => {
  const open = { externalIPs: ["192.0.2.1", null], ports: [{ port: 80 }] };
  const { services, diagnostics } = await convertOne([
    workload("Deployment", "web", podOf({})),
    service("web", open),
    workload("Deployment", "api", podOf({})),
    service("api", { ...open, type: "LoadBalancer", ports: [{ port: 81 }] }),
  ]);
  assertEquals([services.web.ports, services.api.ports], [undefined, ["81:81"]]);
  assertEquals(diagnostics.map(({ code, resource }) => [code, resource?.name]), [
    ["external-address", "web"],
  ]);
});

Deno.test("publishedPorts() resolves named ports", async () => {
  const spec = { type: "LoadBalancer", ports: [{ port: 80, targetPort: "http" }] };
  assertEquals(await publishedBy(ports(http), spec), ["80:8080"]);
  assertEquals(await publishedBy({}, spec), ["80:80"]);
});

Deno.test("publishedPorts() keeps UDP and SCTP", async () => {
  const spec = {
    type: "LoadBalancer",
    ports: [
      { port: 53, protocol: "UDP" },
      { port: 53, protocol: "TCP" },
      { port: 9, protocol: "SCTP" },
      { port: 10, protocol: null },
    ],
  };
  assertEquals(await publishedBy({}, spec), ["53:53/udp", "53:53", "9:9/sctp", "10:10"]);
});

Deno.test("publishedPorts() publishes nothing when the Service is for the cluster alone", async () => {
  for (const type of [undefined, null, "ClusterIP"]) {
    assertEquals(
      await publishedBy({}, { type, ports: [{ port: 80, nodePort: 30080 }] }),
      undefined,
    );
  }
});

Deno.test("publishedPorts() publishes nothing when the Service selects another pod", async () => {
  const spec = { type: "NodePort", selector: { app: "other" }, ports: [{ port: 80 }] };
  assertEquals(await publishedBy({}, spec), undefined);
});

Deno.test("publishedPorts() publishes a hostPort, at its address", async () => {
  assertEquals(
    await publishedBy(ports(
      { containerPort: 80, hostPort: 8080 },
      { containerPort: 81, hostPort: 8081, hostIP: "127.0.0.1", protocol: "UDP" },
      { containerPort: 82, hostPort: 8082, hostIP: "0.0.0.0" },
      { containerPort: 83, hostPort: 8083, hostIP: "::1" },
      { containerPort: 84, hostPort: 0 },
      { containerPort: 85 },
      null,
    )),
    ["8080:80", "127.0.0.1:8081:81/udp", "8082:82", "[::1]:8083:83"],
  );
});

Deno.test("publishedPorts() publishes all ports when the pod has the host's network", async () => {
  assertEquals(
    await publishedBy(ports(http, { containerPort: 9000 }), undefined, { hostNetwork: true }),
    [
      "8080:8080",
      "9000:9000",
    ],
  );
});

Deno.test("publishedPorts() publishes the ports of sidecars, which share the network, not of init containers", async () => {
  const { services } = await convertOne([
    workload("Deployment", "web", {
      initContainers: [
        { name: "i", image: "i", ...ports({ containerPort: 1, hostPort: 1 }) },
        {
          name: "s",
          image: "s",
          restartPolicy: "Always",
          ...ports({ containerPort: 2, hostPort: 2 }),
        },
      ],
      containers: [
        { name: "app", image: "a" },
        { name: "log", image: "l", ...ports({ containerPort: 3, hostPort: 3 }) },
      ],
    }),
  ]);
  assertEquals(services["web-pod"].ports, ["2:2", "3:3"]);
  const others = Object.entries(services).filter(([name]) => name !== "web-pod");
  assertEquals(others.flatMap(([, { ports }]) => ports ?? []), []);
});

Deno.test("publishedPorts() publishes a port once when two things ask for it", async () => {
  const spec = { type: "NodePort", ports: [{ port: 80, nodePort: 8080 }] };
  assertEquals(await publishedBy(ports({ containerPort: 80, hostPort: 8080 }), spec), ["8080:80"]);
});

Deno.test("publishedPorts() passes over what is no port", async () => {
  const spec = { type: "NodePort", ports: [{}, { port: "x" }, { port: 70000 }, "text", null] };
  assertEquals(
    await publishedBy(ports({ hostPort: 80 }, { hostPort: "x", containerPort: 1 }), spec),
    undefined,
  );
});

Deno.test("convert() publishes a host's port once, and says so", async () => {
  const open = (port: number) => ports({ containerPort: port, hostPort: 80 });
  const { services, diagnostics } = await convertOne([
    workload("Deployment", "a", podOf(open(1))),
    workload("Deployment", "b", podOf(open(2))),
  ]);
  assertEquals([services.a.ports, services.b.ports], [["80:1"], undefined]);
  assertEquals(said({ diagnostics }), ["port-taken"]);
});

Deno.test("publishedPorts() keeps pods closed that a policy of a mesh guards, until the user opens them", async () => {
  const policy = (spec: object) => ({
    ...workload("AuthorizationPolicy", "guard", {}),
    apiVersion: "security.istio.io/v1",
    spec,
  });
  for (const type of ["NodePort", "LoadBalancer"]) {
    const own = [
      workload("Deployment", "web", podOf({})),
      service("web", { type, ports: [{ port: 80, targetPort: 8080 }] }),
    ];
    const closed = await convertOne([...own, policy({})]);
    assertEquals(closed.services.web.ports, undefined);
    const [error] = closed.diagnostics.filter(({ severity }) => severity === "error");
    assertEquals([error.code, error.resource?.name], ["restricted-port", "web"]);
    const setting = /overrides\.web\.ports: (\[.*?\])/.exec(error.message)![1];
    const ports = JSON.parse(setting);
    const opened = await convertOne([...own, policy({})], { overrides: { web: { ports } } });
    assertEquals(opened.services.web.ports, ["80:8080"]);
    const open = await convertOne([...own, policy({ rules: [{}] })]);
    assertEquals(open.services.web.ports, ["80:8080"]);
  }
});

Deno.test("publishedPorts() publishes nothing at an address that can't be read", async () => {
  for (const hostIP of [["127.0.0.1"], {}, [], [null]]) {
    const { services } = await convertOne([
      workload(
        "Deployment",
        "web",
        podOf({ ports: [{ containerPort: 80, hostPort: 8080, hostIP }] }),
      ),
    ]);
    assertEquals(services.web.ports, undefined, JSON.stringify(hostIP));
  }
});
