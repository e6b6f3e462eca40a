import { assertEquals } from "@std/assert";
import type { Config, RenderedService } from "../../../pacts/mod.ts";
import { contextOf, said } from "../_testing.ts";
import { applyUserServices } from "./overrides.ts";

const STARTED = { condition: "service_started" as const };
const COMPLETED = { condition: "service_completed_successfully" as const };

function apply(services: Record<string, RenderedService>, config: Partial<Config>) {
  const ctx = contextOf([], config);
  const result = structuredClone(services);
  applyUserServices(result, ctx);
  const waits = Object.entries(result).map(([name, { depends_on = {} }]) => [name, depends_on]);
  return { waits: Object.fromEntries(waits), said: said(ctx.diagnostics) };
}

Deno.test("dropProfiledWaits() has nobody wait for a service that an override puts into a profile", () => {
  const outcome = apply({
    db: {},
    migrate: { depends_on: { db: STARTED } },
    web: { depends_on: { migrate: COMPLETED } },
    worker: { depends_on: { migrate: COMPLETED, web: STARTED } },
  }, { overrides: { migrate: { profiles: ["once"] } } });
  assertEquals(outcome, {
    waits: {
      db: {},
      migrate: { db: STARTED },
      web: { db: STARTED },
      worker: { db: STARTED, web: STARTED },
    },
    said: [
      'info profiled-service: "migrate" has a profile, so Compose starts it on demand alone (docker compose run --rm migrate), and "web", "worker" wait for it no more',
    ],
  });
});

Deno.test("dropProfiledWaits() leaves the wait of a service that only starts where the other one does", () => {
  const services = { migrate: {}, web: { depends_on: { migrate: COMPLETED } } };
  const both = { migrate: { profiles: ["a", "b"] }, web: { profiles: ["b"] } };
  assertEquals(apply(services, { overrides: both }), {
    waits: { migrate: {}, web: { migrate: COMPLETED } },
    said: [],
  });
  const apart = { migrate: { profiles: ["b"] }, web: { profiles: ["a", "b"] } };
  assertEquals(apply(services, { overrides: apart }).waits, { migrate: {}, web: {} });
});

Deno.test("dropProfiledWaits() leaves what the user has written", () => {
  const services = { migrate: {}, web: {}, log: { depends_on: { migrate: COMPLETED } } };
  const optional = { depends_on: { migrate: { ...COMPLETED, required: false } } };
  assertEquals(
    apply(services, {
      overrides: { migrate: { profiles: ["once"] }, web: optional, log: optional },
      services: { own: { depends_on: { migrate: STARTED } } },
    }),
    {
      waits: {
        migrate: {},
        web: optional.depends_on,
        log: optional.depends_on,
        own: { migrate: STARTED },
      },
      said: [],
    },
  );
});
