import { assertEquals } from "@std/assert";
import type { ComposeService } from "./compose.ts";
import { addDependencies, ownedServices, type StartCondition, whenReady } from "./dependencies.ts";

const STARTED = "service_started";
const COMPLETED = "service_completed_successfully";

/** Dependencies as `service -> dependency`. */
function wait(text: string, condition: StartCondition = STARTED) {
  const [service, dependency] = text.split(" -> ");
  return { service, dependency, condition };
}

function dependencies(services: Record<string, ComposeService>): Record<string, string[]> {
  return Object.fromEntries(
    Object.entries(services).filter(([, { depends_on }]) => depends_on)
      .map(([name, { depends_on }]) => [name, Object.keys(depends_on!)]),
  );
}

Deno.test("addDependencies() keeps what is there, and of two conditions the stronger one", () => {
  const services: Record<string, ComposeService> = {
    web: {
      depends_on: { db: { condition: STARTED, restart: true }, init: { condition: COMPLETED } },
    },
    db: {},
    init: {},
  };
  addDependencies(services, [
    wait("web -> db", "service_healthy"),
    wait("web -> init", "service_healthy"),
  ]);
  assertEquals(services.web.depends_on, {
    db: { condition: "service_healthy", restart: true },
    init: { condition: COMPLETED },
  });
});

Deno.test("addDependencies() passes over services that are not there", () => {
  const services = { web: {} };
  assertEquals(addDependencies(services, [wait("web -> gone"), wait("gone -> web")]), []);
  assertEquals(services, { web: {} });
});

Deno.test("addDependencies() refuses what would close a circle, and nothing else", () => {
  const services: Record<string, ComposeService> = {
    a: {},
    b: { depends_on: { a: { condition: STARTED } } },
    c: {},
    d: {},
  };
  const refused = addDependencies(services, [
    wait("a -> b"),
    wait("a -> c"),
    wait("c -> d"),
    wait("d -> b"),
    wait("d -> a"),
  ]);
  assertEquals(refused, [wait("a -> b"), wait("d -> b"), wait("d -> a")]);
  assertEquals(dependencies(services), { a: ["c"], b: ["a"], c: ["d"] });
});

for (
  const [what, shared] of [
    ["network", { network_mode: "service:a" }],
    ["processes", { pid: "service:a" }],
    ["memory", { ipc: "service:a" }],
    ["volumes", { volumes_from: ["a:ro"] }],
  ] as const
) {
  Deno.test(`addDependencies() knows that a service waits for the one whose ${what} it shares`, () => {
    const services: Record<string, ComposeService> = { a: {}, b: { ...shared } as ComposeService };
    assertEquals(addDependencies(services, [wait("a -> b")]), [wait("a -> b")]);
    assertEquals(services.a, {});
  });
}

Deno.test("addDependencies() leaves a circle alone when it was there before", () => {
  const services: Record<string, ComposeService> = {
    a: { depends_on: { b: { condition: STARTED } } },
    b: { depends_on: { a: { condition: STARTED } } },
    c: {},
  };
  assertEquals(addDependencies(services, [wait("a -> c")]), []);
  assertEquals(dependencies(services), { a: ["b", "c"], b: ["a"] });
});

Deno.test("whenReady() takes no health check that was turned off", () => {
  assertEquals(whenReady({ healthcheck: { test: ["NONE"] } }), STARTED);
  assertEquals(whenReady({ healthcheck: { interval: "1s" } }), STARTED);
  assertEquals(whenReady({ healthcheck: { test: "true" } }), "service_healthy");
});

Deno.test("ownedServices() leaves out who holds the network, and what runs when it is asked to", () => {
  const id = (name: string) => ({ kind: "Job", namespace: "shop", name });
  const names = { service: ({ name }: { name: string }) => name } as never;
  const servicesOf = ownedServices({
    "web-pod": { owner: id("web"), holdsPod: true },
    web: { owner: id("web"), network_mode: "service:web-pod" },
    "web-init-a": { owner: id("web"), network_mode: "service:web-pod" },
    nightly: { owner: id("nightly"), profiles: ["cron"] },
    db: { owner: id("db") },
    "db-sidecar-log": { owner: id("db"), network_mode: "service:db" },
    proxy: {},
  }, { names });

  assertEquals(servicesOf(id("web")), { main: "web", containers: ["web", "web-init-a"] });
  assertEquals(servicesOf(id("db")), { main: "db", containers: ["db", "db-sidecar-log"] });
  assertEquals(servicesOf(id("nightly")), undefined);
  assertEquals(servicesOf({ ...id("db"), namespace: "other" }), undefined);
});
