import { assertEquals } from "@std/assert";
import { testContext } from "@dekube/engine/testing";
import { originsOf, runsServer, startsAsBitnami, type Subject } from "./subject.ts";

Deno.test("originsOf() knows the container of each service, none of an operator's, and runsServer() which of them last", () => {
  const pod = (kind: string, name: string) => ({
    kind,
    metadata: { name },
    spec: {
      template: {
        spec: {
          initContainers: [{ name: "a" }, { name: "b", restartPolicy: "Always" }],
          containers: [{ name: "c" }, { name: "d" }],
        },
      },
    },
  });
  const ctx = testContext([pod("Deployment", "web"), pod("Job", "job")]);
  const operator = { apiVersion: "example.com/v1", kind: "Redis", metadata: { name: "operated" } };
  ctx.workloads.add(operator, { spec: { containers: [{ name: "redis" }] } }, "operated");
  const origins = originsOf(ctx);
  const lasting = [...origins]
    .filter(([name, origin]) => runsServer({ name, service: {}, image: { name: "redis" }, origin }))
    .map(([name]) => name);
  assertEquals(origins.size, 8);
  assertEquals(lasting, ["web-init-b", "web", "web-sidecar-d"]);
});

Deno.test("startsAsBitnami() is true for no command and for Bitnami's scripts", () => {
  const starts = (service: Subject["service"]) =>
    startsAsBitnami({ name: "x", service, image: { name: "postgresql" } });
  assertEquals(starts({}), true);
  assertEquals(starts({ command: ["-c", ". /opt/bitnami/scripts/libpostgresql.sh"] }), false);
  assertEquals(starts({ command: ["/opt/bitnami/scripts/postgresql/run.sh"] }), true);
  assertEquals(starts({ entrypoint: ["/bin/bash"], command: ["-c", "psql"] }), false);
});
