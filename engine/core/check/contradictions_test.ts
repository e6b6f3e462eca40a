import { assertEquals } from "@std/assert";
import { contradictions } from "./contradictions.ts";

function places(service: object): string[] {
  return contradictions({ services: { web: { ...service } } }).map(({ path }) => path.join("."));
}

Deno.test("contradictions() names both places, when they say different things", () => {
  const limits = (values: object) => ({ deploy: { resources: { limits: values } } });
  assertEquals(places({ mem_limit: "256m", ...limits({ memory: "128m" }) }), [
    "services.web.mem_limit",
    "services.web.deploy.resources.limits.memory",
  ]);
  assertEquals(places({ cpus: 2, ...limits({ cpus: "1" }) }).length, 2);
  assertEquals(places({ pids_limit: 5, ...limits({ pids: 6 }) }).length, 2);
  assertEquals(places({ scale: 2, deploy: { replicas: 3 } }).length, 2);
  const reservations = { deploy: { resources: { reservations: { memory: "1g" } } } };
  assertEquals(places({ mem_reservation: "2g", ...reservations }).length, 2);
});

Deno.test("contradictions() has nothing against one thing said twice, once, or by a variable", () => {
  const memory = (value: unknown) => ({ deploy: { resources: { limits: { memory: value } } } });
  for (const same of ["1g", "1GB", "1024m", 1073741824, "1073741824", "${LIMIT}"]) {
    assertEquals(places({ mem_limit: "1g", ...memory(same) }), [], `${same}`);
  }
  assertEquals(places({ mem_limit: "1g" }), []);
  assertEquals(places({ mem_limit: "1g", deploy: null }), []);
  assertEquals(places(memory("1g")), []);
});
