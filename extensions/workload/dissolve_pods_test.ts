import { assertEquals } from "@std/assert";
import type { ComposeService } from "@dekube/engine/pacts";
import { testConversion } from "@dekube/engine/testing";
import { bare, service, workload } from "./_testing.ts";
import * as module from "./mod.ts";

const container = (name: string, more: object = {}) => ({
  name,
  image: `example/${name}`,
  ...more,
});
const volumeMounts = [{ name: "dir", mountPath: "/dir" }];

const pod = {
  hostname: "mail",
  shareProcessNamespace: true,
  initContainers: [container("wait"), container("fill", { volumeMounts })],
  containers: [
    container("app", { ports: [{ containerPort: 80, hostPort: 80 }] }),
    container("log"),
  ],
  volumes: [{ name: "dir", emptyDir: {} }],
};

/** What is left where another extension changes the services first. */
async function after(
  change: (services: Record<string, ComposeService>) => void,
  others = [service("web", { ports: [{ port: 80 }] })],
) {
  const other = { name: "other", transform: change };
  const manifests = [workload("Deployment", "web", pod), ...others];
  const { project } = await testConversion([module, other], manifests);
  return project.services;
}

Deno.test("dissolvePods() gives the network back to the one container that is left", async () => {
  const services = await after((services) => {
    delete services["web-init-fill"];
    delete services["web-sidecar-log"];
    delete services.web.depends_on;
  });
  assertEquals(Object.keys(services), ["web-init-wait", "web"]);
  assertEquals(bare(services.web), { hostname: "mail", ports: ["80:80"] });
  assertEquals(services.web.networks?.default?.aliases, [
    "web.shop.svc.cluster.local",
    "web.shop.svc",
    "web.shop",
  ]);
  assertEquals(bare(services["web-init-wait"]), { hostname: "mail" });
});

Deno.test("dissolvePods() leaves no network behind that says nothing", async () => {
  const services = await after((services) => {
    for (const name of ["web-init-fill", "web-init-wait", "web-sidecar-log"]) delete services[name];
    delete services.web.depends_on;
  }, []);
  assertEquals(Object.keys(services), ["web"]);
  assertEquals(services.web.networks, undefined);
});

Deno.test("dissolvePods() leaves a pod alone that needs what stands for it", async () => {
  for (const gone of ["web-init-wait", "web-init-fill", "web-sidecar-log"]) {
    const services = await after((services) => {
      delete services[gone];
      for (const service of Object.values(services)) delete service.depends_on;
    });
    assertEquals(services.web.network_mode, "service:web-pod", gone);
    assertEquals(services["web-pod"].hostname, "mail", gone);
  }
});

Deno.test("dissolvePods() leaves a pod alone whose network somebody else joined", async () => {
  const services = await after((services) => {
    delete services["web-init-fill"];
    delete services.web.depends_on;
    services.probe = { image: "example/probe", network_mode: "service:web-pod" };
    delete services["web-sidecar-log"];
  });
  assertEquals(services.probe.network_mode, "service:web-pod");
  assertEquals(services["web-pod"].ports, ["80:80"]);
});

Deno.test("dissolvePods() survives a main service that is gone", async () => {
  const services = await after((services) => {
    delete services.web;
  });
  assertEquals(services["web-sidecar-log"].network_mode, "service:web-pod");
});
