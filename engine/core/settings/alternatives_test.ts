import { assertEquals } from "@std/assert";
import { withoutAlternatives } from "./alternatives.ts";

const deploy = (limits: object, reservations?: object) => ({
  deploy: { resources: { limits, ...(reservations ? { reservations } : {}) } },
});

Deno.test("withoutAlternatives() drops a quota when the user says how many CPUs", () => {
  const service = { image: "a", cpu_period: 100_000, cpu_quota: 400_000 };
  for (const patch of [{ cpus: 2 }, deploy({ cpus: "2" })]) {
    assertEquals(withoutAlternatives(service, patch), { image: "a" });
  }
  assertEquals(withoutAlternatives(service, { cpu_quota: 200_000 }), service);
});

Deno.test("withoutAlternatives() drops limits below deploy when the user says them above", () => {
  const service = { ...deploy({ cpus: "0.5", memory: "64m" }, { cpus: "0.1", memory: "32m" }) };
  assertEquals(withoutAlternatives(service, { mem_limit: "1g" }), {
    ...deploy({ cpus: "0.5" }, { cpus: "0.1", memory: "32m" }),
  });
  assertEquals(withoutAlternatives(service, { cpus: 1, mem_limit: "1g", mem_reservation: "1m" }), {
    deploy: { resources: { reservations: { cpus: "0.1" } } },
  });
});

Deno.test("withoutAlternatives() drops all ways of saying a thing when the user deletes one", () => {
  const service = { image: "a", cpu_period: 100_000, cpu_quota: 400_000 };
  for (const patch of [{ deploy: null }, { deploy: { resources: null } }, { cpus: null }]) {
    assertEquals(withoutAlternatives(service, patch), { image: "a" });
  }
});

Deno.test("withoutAlternatives() drops a reservation when the user's limit is below it", () => {
  const service = deploy({ memory: "4g" }, { memory: "2g" });
  assertEquals(withoutAlternatives(service, deploy({ memory: "1g" })), deploy({ memory: "4g" }));
  assertEquals(withoutAlternatives(service, deploy({ memory: "2048MiB" })), service);
  assertEquals(withoutAlternatives(service, deploy({ memory: "3GB" })), service);
});

Deno.test("withoutAlternatives() drops networks when the user says another mode, and the reverse", () => {
  const networked = { networks: { default: { aliases: ["a.b"] } } };
  assertEquals(withoutAlternatives(networked, { network_mode: "host" }), {});
  assertEquals(withoutAlternatives(networked, { network_mode: null }), networked);
  assertEquals(withoutAlternatives({ network_mode: "host" }, { networks: ["default"] }), {});
});

Deno.test("withoutAlternatives() leaves a service as it is when the patch says other things", () => {
  const service = { cpu_quota: 1, networks: {}, ...deploy({ cpus: "1" }) };
  assertEquals(withoutAlternatives(service, { image: "b", deploy: { mode: "global" } }), service);
});
