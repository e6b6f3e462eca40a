import { assertEquals } from "@std/assert";
import type { ComposeService } from "@dekube/engine/pacts";
import {
  allServices,
  NetworkMembers,
  othersOf,
  type RunServices,
  runServices,
  sharesContainers,
  startWithMain,
} from "./pod.ts";

const CONTAINERS = [
  { serviceName: "job-init-a", role: "init" },
  { serviceName: "job-init-native", role: "native-sidecar" },
  { serviceName: "job", role: "main" },
  { serviceName: "job-sidecar-log", role: "sidecar" },
] as const;

const ONE: RunServices = { main: "job", inits: [], sidecars: [], nativeSidecars: [], helpers: [] };

const joined = { network_mode: "service:job-pod" };

function run(services: Record<string, ComposeService>): RunServices {
  return runServices("job", CONTAINERS, new NetworkMembers(services));
}

Deno.test("runServices() sorts containers by what they are to their pod", () => {
  const sorted = {
    main: "job",
    inits: ["job-init-a"],
    nativeSidecars: ["job-init-native"],
    sidecars: ["job-sidecar-log"],
    helpers: [],
  };
  assertEquals(run({ job: {} }), sorted);
  // Whoever lends a network need not stand for a pod.
  assertEquals(run({ job: { network_mode: "service:door" }, door: {} }), sorted);
  assertEquals(run({ job: { network_mode: "host" } }), sorted);
});

Deno.test("runServices() finds what stands for the pod, and what else has its network", () => {
  const { pod, helpers } = run({
    "job-pod": { holdsPod: true },
    ...Object.fromEntries(CONTAINERS.map(({ serviceName }) => [serviceName, joined])),
    "job-pod-fill": joined,
    "other-pod": { holdsPod: true },
    other: { network_mode: "service:other-pod" },
  });
  assertEquals([pod, helpers], ["job-pod", ["job-pod-fill"]]);
});

Deno.test("allServices() are those of the pod, in the order in which they start, the main one first", () => {
  const services = { "job-pod": { holdsPod: true }, job: joined, "job-pod-fill": joined };
  const others = ["job-pod", "job-init-a", "job-init-native", "job-pod-fill", "job-sidecar-log"];
  assertEquals(othersOf(run(services)), others);
  assertEquals(allServices(run(services)), ["job", ...others]);
  assertEquals(allServices(ONE), ["job"]);
});

Deno.test("sharesContainers() is so as soon as there is a second container", () => {
  assertEquals(sharesContainers(ONE), false);
  assertEquals(sharesContainers({ ...ONE, inits: ["a"] }), true);
  assertEquals(sharesContainers({ ...ONE, nativeSidecars: ["a"] }), true);
});

Deno.test("startWithMain() has a run start what runs beside it, and keeps what it waits for", () => {
  const native = { condition: "service_healthy" as const };
  const init = { condition: "service_completed_successfully" as const };
  const services: Record<string, ComposeService> = {
    job: { depends_on: { native, init } },
    native: {},
    log: {},
  };
  startWithMain({ ...ONE, nativeSidecars: ["native"], sidecars: ["log"] }, services);
  assertEquals(services, {
    job: { depends_on: { native, init, log: { condition: "service_started" } } },
    native: {},
    log: {},
  });
  const alone = { job: {} };
  startWithMain(ONE, alone);
  assertEquals(alone, { job: {} });
});
