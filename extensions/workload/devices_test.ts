import { assertEquals } from "@std/assert";
import { convertOne, podOf, said, serviceOf, workload } from "./_testing.ts";

const limited = (limits: object, requests?: object) =>
  serviceOf(podOf({ resources: { limits, requests } }));

const saidOf = async (resources: object) =>
  said(await convertOne([workload("Deployment", "web", podOf({ resources }))]));

Deno.test("convertDevices() reserves GPUs beside CPU and memory", async () => {
  assertEquals(await limited({ "nvidia.com/gpu": 1, memory: "1Gi" }, { memory: "500Mi" }), {
    deploy: {
      resources: {
        limits: { memory: "1g" },
        reservations: {
          memory: "500m",
          devices: [{ driver: "nvidia", count: 1, capabilities: ["gpu"] }],
        },
      },
    },
  });
  assertEquals(await limited({ "amd.com/gpu": "2" }), {
    deploy: {
      resources: {
        reservations: { devices: [{ driver: "amd", count: 2, capabilities: ["gpu"] }] },
      },
    },
  });
});

Deno.test("convertDevices() passes Intel's GPUs as the files that they are", async () => {
  assertEquals(await limited({ "gpu.intel.com/i915": 1 }), { devices: ["/dev/dri:/dev/dri"] });
});

Deno.test("convertDevices() says what a machine without a GPU can do", async () => {
  for (const name of ["nvidia.com/gpu", "amd.com/gpu", "gpu.intel.com/xe"]) {
    assertEquals(await saidOf({ limits: { [name]: 1 } }), [
      `needs-gpu containers[app].resources.limits["${name}"]`,
    ]);
  }
});

Deno.test("convertDevices() names what Docker can't give, once", async () => {
  const asked = { "example.com/fpga": 2, "hugepages-2Mi": "4Mi", "ephemeral-storage": "1Gi" };
  assertEquals(await saidOf({ limits: asked, requests: asked }), [
    'unknown-resource containers[app].resources.limits["example.com/fpga"]',
    "host-huge-pages",
    "unlimited-storage",
  ]);
});

Deno.test("convertDevices() is silent about what only a scheduler reads, and about nothing", async () => {
  const resources = { limits: { "nvidia.com/gpu": 0 }, requests: { "ephemeral-storage": "1Gi" } };
  assertEquals(await saidOf(resources), []);
});
