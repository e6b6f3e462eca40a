import { assert, assertEquals } from "@std/assert";
import type { Container } from "../../io/compose/containers.ts";
import type { ModelService } from "../../io/compose/model.ts";
import { type Condition, describeStates, Watch } from "./watch.ts";

function services(...names: string[]): Map<string, ModelService> {
  const each = (name: string): ModelService => ({
    ends: name === "job",
    isChecked: false,
  });
  return new Map(names.map((name) => [name, each(name)]));
}

function container(service: string, state: string, more: Partial<Container> = {}): Container {
  return { service, name: `shop-${service}-1`, state, health: "", exitCode: 0, ...more };
}

function conditions(watch: Watch): Record<string, Condition> {
  return Object.fromEntries(watch.states.map(({ service, condition }) => [service, condition]));
}

Deno.test("Watch knows what is up: health checks, Jobs that are done, what runs for a while", () => {
  const watch = new Watch(services("checked", "job", "plain"));
  const see = (health: string, job: string, now: number) =>
    watch.see([
      container("checked", "running", { health }),
      container("job", job),
      container("plain", "running"),
    ], now);

  see("starting", "running", 0);
  assertEquals(conditions(watch), { checked: "starting", job: "starting", plain: "starting" });
  see("healthy", "exited", 1_000);
  assertEquals(conditions(watch), { checked: "healthy", job: "done", plain: "starting" });
  assert(!watch.isUp);
  see("healthy", "exited", 3_000);
  assert(watch.isUp && !watch.isStuck);
});

Deno.test("Watch takes what has no container, and what Compose has still to start, as waiting", () => {
  const watch = new Watch(services("web", "db"));
  watch.see([container("db", "exited", { exitCode: 1 })], 0, true);
  assertEquals(conditions(watch), { web: "waiting", db: "waiting" });
  assert(!watch.isStuck);
  watch.see([container("db", "exited", { exitCode: 1 })], 1_000);
  assertEquals(conditions(watch), { web: "waiting", db: "failed" });
  assert(watch.isStuck);
});

Deno.test("Watch gives what crashes its time, and more while something else moves", () => {
  const watch = new Watch(services("web", "db"));
  const see = (db: string, now: number) =>
    watch.see([
      container("web", "restarting", { exitCode: 3 }),
      container("db", "running", { health: db }),
    ], now);
  see("starting", 0);
  see("starting", 60_000);
  assert(!watch.isStuck, "the database may be what it waits for");
  see("healthy", 61_000);
  assert(watch.isStuck);
  assertEquals(watch.states.map(({ exitCode }) => exitCode), [3, 0]);
});

Deno.test("Watch forgets that something crashed once it has run for a while", () => {
  const watch = new Watch(services("web"));
  watch.see([container("web", "restarting", { exitCode: 3 })], 0);
  watch.see([container("web", "running")], 1_000);
  assertEquals(conditions(watch), { web: "crashing" });
  watch.see([container("web", "running")], 12_000);
  assertEquals(conditions(watch), { web: "running" });
  assert(watch.isUp && !watch.isStuck);
});

Deno.test("Watch waits longer for a health check that fails than for what ends", () => {
  const watch = new Watch(services("web"));
  for (const now of [0, 100_000]) {
    watch.see([container("web", "running", { health: "unhealthy" })], now);
    assert(!watch.isStuck);
  }
  watch.see([container("web", "running", { health: "unhealthy" })], 120_000);
  assert(watch.isStuck);
});

Deno.test("Watch takes the worst of a service's containers, and sees those that nobody named", () => {
  const watch = new Watch(services("web"));
  watch.see([
    container("web", "running", { health: "healthy" }),
    container("web", "running", { health: "unhealthy", name: "shop-web-2" }),
    container("cron", "exited"),
  ], 0);
  assertEquals(conditions(watch), { web: "unhealthy", cron: "done" });
  assertEquals(watch.states[0].containers, ["shop-web-1", "shop-web-2"]);
});

Deno.test("describeStates() counts what is there, and names what is not", () => {
  const state = (service: string, condition: Condition) => ({
    service,
    condition,
    exitCode: 0,
    containers: [],
  });
  assertEquals(
    describeStates([
      state("a", "healthy"),
      state("b", "done"),
      ...["c", "d", "e", "f"].map((name) => state(name, "starting")),
      state("g", "crashing"),
    ]),
    "1 done, 1 healthy, 4 starting (c, d, e, …), 1 crashing (g)",
  );
});
