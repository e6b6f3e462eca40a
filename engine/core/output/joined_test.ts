import { assertEquals } from "@std/assert";
import type { RenderedService } from "../../../pacts/mod.ts";
import { restartWithJoined } from "./joined.ts";

const HEALTHY = { condition: "service_healthy" as const };

/** What a service depends on once that is done. */
function dependencies(service: Record<string, unknown>): unknown {
  const services = { web: service as RenderedService, pod: {}, db: {} };
  restartWithJoined({ name: "demo", services });
  return services.web.depends_on;
}

for (const key of ["network_mode", "ipc", "pid", "uts", "cgroup"]) {
  Deno.test(`restartWithJoined() has a service restart with the one that its ${key} leads to`, () => {
    assertEquals(
      dependencies({ [key]: "service:pod", depends_on: { db: HEALTHY, pod: HEALTHY } }),
      { db: HEALTHY, pod: { ...HEALTHY, restart: true } },
    );
  });
}

Deno.test("restartWithJoined() has a service restart with each one that it joins", () => {
  assertEquals(
    dependencies({
      network_mode: "service:pod",
      pid: "service:db",
      depends_on: { db: HEALTHY, pod: HEALTHY },
    }),
    { db: { ...HEALTHY, restart: true }, pod: { ...HEALTHY, restart: true } },
  );
});

Deno.test("restartWithJoined() reads dependencies that stand in a list", () => {
  assertEquals(dependencies({ network_mode: "service:pod", depends_on: ["pod", "db"] }), {
    pod: { condition: "service_started", restart: true },
    db: { condition: "service_started" },
  });
  assertEquals(dependencies({ network_mode: "service:pod", depends_on: ["db"] }), ["db"]);
});

Deno.test("restartWithJoined() leaves alone what says something of its own, or joins nothing", () => {
  const own = { pod: { ...HEALTHY, restart: false } };
  assertEquals(dependencies({ network_mode: "service:pod", depends_on: own }), own);
  assertEquals(dependencies({ network_mode: "host", depends_on: { pod: HEALTHY } }), {
    pod: HEALTHY,
  });
  assertEquals(dependencies({ ipc: "shareable", depends_on: null }), null);
});

Deno.test("restartWithJoined() adds no dependency, since Compose restarts what it finds by itself", () => {
  assertEquals(dependencies({ network_mode: "service:pod" }), undefined);
});

Deno.test("restartWithJoined() leaves what the user wrote as it was", () => {
  const mine = { network_mode: "service:pod", depends_on: { pod: HEALTHY } };
  const before = structuredClone(mine);
  dependencies(mine);
  assertEquals(mine, before);
});
