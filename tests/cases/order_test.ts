/**
 * Jobs, hooks, and what waits for what: cases of `../shared/cases`.
 *
 * @module
 */

import { assertEquals, assertStringIncludes } from "@std/assert";
import { caseTest, convertCase } from "./_case.ts";

const COMPLETED = { condition: "service_completed_successfully" };

caseTest("job-backoff-zero", "one try, and the first of three by its number", async () => {
  const { services, diagnostics, said } = await convertCase("job-backoff-zero");

  assertEquals(services["import-once"].restart, "no");
  assertEquals(services.three.restart, "on-failure:6");
  assertEquals(services.three.environment, { JOB_COMPLETION_INDEX: "0" });
  assertEquals(diagnostics.map(({ code, resource, path }) => `${code} ${resource?.name} ${path}`), [
    "job-limit import-once spec.activeDeadlineSeconds",
    "one-pod three spec.completions",
  ]);
  assertStringIncludes(said[1], "JOB_COMPLETION_INDEX is 0");
});

caseTest("job-with-sidecars", "the Job may complete, and is tried again", async () => {
  const { services } = await convertCase("job-with-sidecars");

  assertEquals(services.mig.restart, "on-failure:6");
  assertEquals(services["mig-init-sqlproxy"].restart, "always");
});

caseTest("helm-hook-order", "hooks before, the release, hooks after", async () => {
  const { services, said } = await convertCase("helm-hook-order");

  assertEquals(services.pre0.depends_on, undefined);
  assertEquals(services.pre.depends_on, { pre0: COMPLETED });
  assertEquals(services.main.depends_on, { pre: COMPLETED });
  assertEquals(services.post.depends_on, { main: { condition: "service_healthy" } });
  assertEquals(services.del, undefined);
  assertStringIncludes(said.join("\n"), "a Helm hook that only runs at pre-delete");
});

caseTest("hook-jobs-by-weight", "hooks by weight, none of an upgrade or a rollback", async () => {
  const { services, said } = await convertCase("hook-jobs-by-weight");

  assertEquals(services["pre-in"].depends_on, undefined);
  assertEquals(services.web.depends_on, { "pre-in": COMPLETED });
  assertEquals(services.migrate.depends_on, { web: { condition: "service_started" } });
  assertEquals(services.migrate.restart, "on-failure:2");
  assertEquals(services["create-admin"].depends_on, { migrate: COMPLETED });
  assertEquals(Object.keys(services).sort(), ["create-admin", "migrate", "pre-in", "web"]);
  for (const moment of ["pre-upgrade", "post-rollback"]) {
    assertStringIncludes(said.join("\n"), `a Helm hook that only runs at ${moment}`);
  }
});

caseTest("kubectl-wait-init", "depends_on in place of kubectl wait", async () => {
  const { services, said } = await convertCase("kubectl-wait-init");

  assertEquals(services.api.depends_on, { dbmigrate: COMPLETED });
  assertEquals(Object.keys(services).sort(), ["api", "dbmigrate"]);
  assertEquals(said.map((text) => text.split(":")[0]), ["info api-wait", "info api-wait"]);
});

caseTest("waits-for-workload-and-job", "depends_on with the right conditions", async () => {
  const { services, said } = await convertCase("waits-for-workload-and-job");

  assertEquals(services.worker.depends_on, {
    web: { condition: "service_healthy" },
    migrate: COMPLETED,
  });
  assertEquals(Object.keys(services).sort(), ["migrate", "web", "worker"]);
  assertEquals(said.map((text) => text.split(":")[0]), ["info api-wait", "info api-wait"]);
});
