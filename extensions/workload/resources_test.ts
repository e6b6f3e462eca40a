import { assertEquals } from "@std/assert";
import { convertOne, podOf, said, serviceOf, workload } from "./_testing.ts";

const limited = (resources: unknown) => serviceOf(podOf({ resources }));

Deno.test("convertResources() keeps limits, and requests as reservations", async () => {
  assertEquals(
    await limited({
      limits: { cpu: "500m", memory: "256Mi" },
      requests: { cpu: 0.1, memory: "128Mi", "ephemeral-storage": "1Gi" },
    }),
    {
      deploy: {
        resources: {
          limits: { cpus: "0.5", memory: "256m" },
          reservations: { cpus: "0.1", memory: "128m" },
        },
      },
    },
  );
});

Deno.test("convertResources() keeps one of two when the other is missing", async () => {
  assertEquals(await limited({ limits: { memory: "1Gi", cpu: null }, requests: null }), {
    deploy: { resources: { limits: { memory: "1g" } } },
  });
});

Deno.test("convertResources() limits nothing when nothing is said, or zero", async () => {
  const zero = { cpu: "0m", memory: "0Mi" };
  for (const resources of [null, {}, { limits: {} }, { limits: zero, requests: { cpu: 0 } }]) {
    assertEquals(await limited(resources), {});
  }
});

Deno.test("convertResources() says so when a quantity is none", async () => {
  const resources = { limits: { cpu: "lots", memory: "-1Gi" }, requests: { memory: "1GB" } };
  const { services, diagnostics } = await convertOne([
    workload("Deployment", "web", podOf({ resources })),
  ]);
  assertEquals(services.web.deploy, undefined);
  assertEquals(said({ diagnostics }), [
    "bad-quantity containers[app].resources.limits.cpu",
    "bad-quantity containers[app].resources.limits.memory",
    "bad-quantity containers[app].resources.requests.memory",
  ]);
});

Deno.test("convertResources() takes the pod's word when the container has none", async () => {
  const pod = { resources: { limits: { cpu: 2, memory: "1Gi" }, requests: { memory: "64Mi" } } };
  assertEquals(await serviceOf(podOf({ resources: { limits: { memory: "512Mi" } } }, pod)), {
    cpu_period: 100_000,
    cpu_quota: 200_000,
    deploy: { resources: { limits: { memory: "512m" }, reservations: { memory: "64m" } } },
  });
});

Deno.test("convertResources() holds each container to the pod's limit, and asks for none of them", async () => {
  const { services } = await convertOne([
    workload("Deployment", "web", {
      resources: { limits: { memory: "1Gi" }, requests: { memory: "64Mi" } },
      containers: [{ name: "app", image: "a" }, { name: "log", image: "l" }],
    }),
  ]);
  for (const name of ["web", "web-sidecar-log"]) {
    assertEquals(services[name].deploy, { resources: { limits: { memory: "1g" } } });
  }
});
