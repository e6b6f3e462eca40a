import { assertEquals } from "@std/assert";
import type { ComposeService } from "@dekube/engine/pacts";
import { testContext } from "@dekube/engine/testing";
import { joinPod, runServices, sharesContainers } from "./pod.ts";

const OWNER = { kind: "CronJob", namespace: "shop", name: "job" };

function joined(main: ComposeService, others: Record<string, ComposeService>) {
  const services: Record<string, ComposeService> = { job: main, ...others };
  const run = runServices("job", [
    ...Object.keys(services).map((serviceName) => ({
      serviceName,
      role: serviceName === "job"
        ? "main" as const
        : serviceName.includes("native")
        ? "native-sidecar" as const
        : "sidecar" as const,
    })),
    { serviceName: "job-init-a", role: "init" as const },
  ]);
  joinPod(run, services, "example/pause", testContext([]));
  return { run, services };
}

Deno.test("joinPod() leaves a pod of one container alone", () => {
  const { run, services } = joined({ image: "a" }, {});
  assertEquals(services, { job: { image: "a" } });
  assertEquals(run, { main: "job", inits: ["job-init-a"], sidecars: [], nativeSidecars: [] });
});

Deno.test("joinPod() gives the network to a service of its own, and has the others started", () => {
  const init = { "job-init-a": { condition: "service_completed_successfully" as const } };
  const { run, services } = joined({
    image: "a",
    networks: { default: { aliases: ["x"] } },
    ports: ["80:80"],
    hostname: "h",
    extra_hosts: { a: "1.2.3.4" },
    sysctls: { "net.core.somaxconn": "1024", "kernel.shm_rmid_forced": "1" },
    owner: OWNER,
    depends_on: init,
  }, { log: { network_mode: "service:job" }, native: { network_mode: "service:job" } });
  assertEquals(run.pod, "job-pod");
  assertEquals(services, {
    job: {
      image: "a",
      owner: OWNER,
      sysctls: { "kernel.shm_rmid_forced": "1" },
      depends_on: {
        ...init,
        log: { condition: "service_started" },
        native: { condition: "service_started" },
      },
      network_mode: "service:job-pod",
    },
    log: { network_mode: "service:job-pod" },
    native: { network_mode: "service:job-pod" },
    "job-pod": {
      image: "example/pause",
      restart: "no",
      owner: OWNER,
      networks: { default: { aliases: ["x"] } },
      ports: ["80:80"],
      hostname: "h",
      extra_hosts: { a: "1.2.3.4" },
      sysctls: { "net.core.somaxconn": "1024" },
    },
  });
});

Deno.test("joinPod() shares processes in the same place", () => {
  const { services } = joined({ image: "a" }, {
    log: { network_mode: "service:job", pid: "service:job" },
  });
  assertEquals([services.job.pid, services.log.pid], ["service:job-pod", "service:job-pod"]);
});

Deno.test("joinPod() needs no owner where the network is the host's", () => {
  const { run, services } = joined({ network_mode: "host" }, { log: {} });
  assertEquals(run.pod, undefined);
  assertEquals(services.log.network_mode, "host");
});

Deno.test("sharesContainers() is so as soon as there is a second container", () => {
  const one = runServices("job", [{ serviceName: "job", role: "main" }]);
  assertEquals(sharesContainers(one), false);
  assertEquals(sharesContainers({ ...one, inits: ["a"] }), true);
  assertEquals(sharesContainers({ ...one, nativeSidecars: ["a"] }), true);
});
