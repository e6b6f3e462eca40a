import { assertEquals } from "@std/assert";
import { converted, PROBE, workload } from "./_testing.ts";

/** The `start_period` of what a hook after the release waits for. */
async function startPeriod(...[name, options]: Parameters<typeof workload>) {
  const { project } = await converted([
    workload(name, options),
    workload("after", { hook: "post-install" }),
  ]);
  return project.services[name].healthcheck?.start_period;
}

Deno.test("grantTime() gives what is waited for the ten minutes that a Deployment has", async () => {
  assertEquals(await startPeriod("web", { container: PROBE }), "600s");
});

Deno.test("grantTime() goes by a Deployment's own deadline, and by a longer time that a check has", async () => {
  const deployment = workload("web", { container: PROBE });
  const { project } = await converted([
    { ...deployment, spec: { ...deployment.spec, progressDeadlineSeconds: 60 } },
    workload("after", { hook: "post-install" }),
  ]);
  assertEquals(project.services.web.healthcheck?.start_period, "60s");
  const readinessProbe = { ...PROBE.readinessProbe, initialDelaySeconds: 900 };
  assertEquals(await startPeriod("slow", { container: { readinessProbe } }), "900s");
});

Deno.test("grantTime() leaves a check alone when nobody waits for it", async () => {
  const { project } = await converted([workload("web", { container: PROBE })]);
  assertEquals(project.services.web.healthcheck?.start_period, undefined);
});

Deno.test("grantTime() leaves what has no check without one", async () => {
  assertEquals(await startPeriod("web", {}), undefined);
});
