import { assertEquals } from "@std/assert";
import { withLimitsBelow } from "./limits_below.ts";

Deno.test("withLimitsBelow() says below what stands beside, each in its group", () => {
  assertEquals(
    withLimitsBelow({
      cpus: 2,
      pids_limit: 5,
      mem_reservation: "1m",
      deploy: { resources: { limits: {}, reservations: { cpus: "1" } } },
    }),
    {
      cpus: 2,
      pids_limit: 5,
      mem_reservation: "1m",
      deploy: {
        resources: { limits: { cpus: "2", pids: "5" }, reservations: { cpus: "1", memory: "1m" } },
      },
    } as never,
  );
});

Deno.test("withLimitsBelow() leaves a service alone that says it once, or twice", () => {
  for (
    const service of [
      { mem_limit: "1g" },
      { mem_limit: "1g", deploy: null },
      { mem_limit: "1g", deploy: { resources: { limits: null } } },
      { mem_limit: "1g", deploy: { resources: { limits: { memory: "2g" } } } },
      { mem_limit: [], deploy: { resources: { limits: {} } } },
      { mem_limit: "1g", deploy: { resources: { reservations: { memory: "1m" } } } },
    ]
  ) assertEquals(withLimitsBelow(service as never), service as never);
});
