/**
 * Jobs, hooks, and what waits for what: cases of `../shared/cases`.
 *
 * @module
 */

import { assertEquals, assertStringIncludes } from "@std/assert";
import { caseTest, convertCase, labels } from "./_case.ts";

const COMPLETED = { condition: "service_completed_successfully" };

/** What is said of two init containers that ask the Kubernetes API. */
const waits = (one: string, other: string, what: string) =>
  `info api-wait: the init containers "${one}" and "${other}" only wait, and ask the Kubernetes API about it, ` +
  `which is not there; they are left out, and the workload waits for ${what} by "depends_on"`;

caseTest("job-backoff-zero", "one try, and the first of three by its number", async () => {
  const { services, diagnostics, said } = await convertCase("job-backoff-zero");

  assertEquals(services["import-once"].restart, "no");
  assertEquals(services.three.restart, "on-failure:6");
  assertEquals(services.three.environment, {
    JOB_COMPLETION_INDEX: "${JOB_COMPLETION_INDEX:-0}",
  });
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

  const job = { restart: "on-failure:6" };
  assertEquals(services, {
    pre0: { ...job, image: "m:0", labels: labels("Job", "pre0") },
    pre: { ...job, image: "m:1", depends_on: { pre0: COMPLETED }, labels: labels("Job", "pre") },
    main: {
      image: "app:1",
      depends_on: { pre: COMPLETED },
      healthcheck: {
        test: ["CMD", "ok"],
        interval: "10s",
        timeout: "1s",
        retries: 3,
        start_period: "600s",
      },
      restart: "always",
      labels: labels("Deployment", "main"),
    },
    post: {
      ...job,
      image: "m:2",
      depends_on: { main: { condition: "service_healthy" } },
      labels: labels("Job", "post"),
    },
  });
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

  assertEquals(services, {
    api: {
      image: "app:1",
      depends_on: { dbmigrate: COMPLETED },
      restart: "always",
      labels: labels("Deployment", "api"),
    },
    dbmigrate: {
      image: "app:1",
      entrypoint: ["migrate"],
      restart: "on-failure:6",
      labels: labels("Job", "dbmigrate"),
    },
  });
  assertEquals(said, [waits("w1", "w2", "job/dbmigrate")]);
});

caseTest("waits-for-workload-and-job", "depends_on with the right conditions", async () => {
  const { services, said } = await convertCase("waits-for-workload-and-job");

  const app = { image: "example/app:1", restart: "always" };
  assertEquals(services, {
    worker: {
      ...app,
      depends_on: { web: { condition: "service_healthy" }, migrate: COMPLETED },
      labels: labels("Deployment", "worker", "t"),
    },
    web: {
      ...app,
      healthcheck: {
        test: [
          "CMD-SHELL",
          "if command -v wget >/dev/null 2>&1; then wget -q -O /dev/null http://127.0.0.1:80/; " +
          "else curl -fsSL -o /dev/null http://127.0.0.1:80/; fi",
        ],
        interval: "10s",
        timeout: "1s",
        retries: 3,
        start_period: "600s",
      },
      labels: labels("Deployment", "web", "t"),
    },
    migrate: { ...app, restart: "on-failure:6", labels: labels("Job", "migrate", "t") },
  });
  assertEquals(said, [waits("wait-web", "wait-job", "deployment/web and job/migrate")]);
});
