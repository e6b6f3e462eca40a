import { workloadOf } from "../../pacts/kubernetes/workloads.ts";
import { assert, assertEquals, assertFalse } from "@std/assert";
import { copyLabels, isHost, podMeta, podPort, podPorts, serviceMeta } from "./target.ts";

const workload = workloadOf({
  kind: "StatefulSet",
  metadata: { name: "db", namespace: "shop" },
  spec: {
    template: {
      metadata: { labels: { "a.b/c": "x" } },
      spec: {
        initContainers: [
          { name: "wait", ports: [{ containerPort: 1 }] },
          { name: "proxy", restartPolicy: "Always", ports: [{ name: "p", containerPort: 2 }] },
        ],
        containers: [{
          name: "db",
          ports: [
            { name: "sql", containerPort: 5432 },
            { containerPort: 53, protocol: "UDP" },
            null,
          ],
        }],
      },
    },
  },
})!;

Deno.test("podPorts() lists the TCP ports of containers that run as long as the pod", () => {
  assertEquals(
    podPorts(workload).map(({ number, name, container }) => [number, name, container?.name]),
    [[5432, "sql", "db"], [2, "p", "proxy"]],
  );
});

Deno.test("podPort() is a port without a container when none declares it", () => {
  assertEquals(podPort(workload, 9000), { number: 9000, name: "" });
  assertEquals(podPort(workload, 2).container?.name, "proxy");
});

Deno.test("podMeta() tells of the pod what service discovery would", () => {
  const meta = Object.fromEntries(podMeta(workload, podPort(workload, 5432), "db:5432"));
  assertEquals(meta.__meta_kubernetes_pod_name, "db-0");
  assertEquals(meta.__meta_kubernetes_pod_ip, "db");
  assertEquals(meta.__meta_kubernetes_pod_label_a_b_c, "x");
  assertEquals(meta.__meta_kubernetes_pod_labelpresent_a_b_c, "true");
  assertEquals(meta.__meta_kubernetes_pod_container_port_name, "sql");
});

Deno.test("serviceMeta() tells of the Service what service discovery would", () => {
  const service = {
    kind: "Service",
    metadata: { name: "db", namespace: "shop", annotations: { "a/b": "y", c: null } },
  };
  const meta = Object.fromEntries(serviceMeta(service, { name: "sql" }, "db-0"));
  assertEquals(meta.__meta_kubernetes_service_name, "db");
  assertEquals(meta.__meta_kubernetes_service_annotation_a_b, "y");
  assertEquals(meta.__meta_kubernetes_endpoint_port_name, "sql");
  assertEquals(meta.__meta_kubernetes_endpoint_address_target_kind, "Pod");
});

Deno.test("copyLabels() copies the labels that are there", () => {
  assertEquals(copyLabels(["a.b/c", "none", "toString"], workload.labels), [["a_b_c", "x"]]);
});

Deno.test("isHost() refuses what is no part of an address", () => {
  for (const host of ["web", "web.shop.svc.cluster.local", "1a"]) assert(isHost(host), host);
  for (const host of ["", "a/b", "a b", "a:1", "-a", "a\n", ".."]) assertFalse(isHost(host), host);
});
