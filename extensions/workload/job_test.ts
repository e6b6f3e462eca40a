import { assertEquals, assertStringIncludes } from "@std/assert";
import { convertOne, podOf, said, service, workload } from "./_testing.ts";

function job(spec: object, container: object = {}): object {
  return workload("Job", "render", podOf(container), spec);
}

Deno.test("convert() says which limits of a Job nothing keeps", async () => {
  const conversion = await convertOne([job({
    activeDeadlineSeconds: 600,
    ttlSecondsAfterFinished: 60,
    podFailurePolicy: { rules: [] },
    successPolicy: null,
  })]);
  assertEquals(said(conversion), [
    "job-limit spec.activeDeadlineSeconds",
    "job-limit spec.podFailurePolicy",
    "job-limit spec.ttlSecondsAfterFinished",
  ]);
});

Deno.test("convert() says that a Job of several pods has one container", async () => {
  const conversion = await convertOne([job({ completions: 3, parallelism: 2 })]);
  assertEquals(said(conversion), ["one-pod spec.completions"]);
  assertEquals(conversion.services.render.environment, undefined);
  assertEquals(said(await convertOne([job({ parallelism: 2 })])), ["one-pod spec.parallelism"]);
  assertEquals(said(await convertOne([job({ completions: 1, parallelism: null })])), []);
});

Deno.test("convert() runs the first pod of an Indexed Job, and any other by hand", async () => {
  const indexed = { completionMode: "Indexed", completions: 3 };
  const fieldPath = "metadata.annotations['batch.kubernetes.io/job-completion-index']";
  const env = [{ name: "IDX", valueFrom: { fieldRef: { fieldPath } } }];
  const command = ["work", "$(JOB_COMPLETION_INDEX)", "$(IDX) $$5"];
  const { services, diagnostics } = await convertOne([job(indexed, { command, env })]);
  const index = "${JOB_COMPLETION_INDEX:-0}";
  assertEquals(services.render.environment, { JOB_COMPLETION_INDEX: index, IDX: index });
  assertEquals(services.render.entrypoint, ["work", index, `${index} $$5`]);
  assertEquals(services.render.hostname, `render-${index}`);
  assertStringIncludes(
    diagnostics[0].message,
    "JOB_COMPLETION_INDEX=1 docker compose run --rm render",
  );

  const own = await convertOne([
    job(indexed, { env: [{ name: "JOB_COMPLETION_INDEX", value: "7" }] }),
  ]);
  assertEquals(own.services.render.environment, { JOB_COMPLETION_INDEX: "7" });
});

Deno.test("convert() calls the first pod of an Indexed Job by its number, below a Service that is there", async () => {
  const spec = { completionMode: "Indexed", completions: 2 };
  const { services } = await convertOne([
    workload("Job", "render", podOf({}, { subdomain: "ring" }), spec),
    service("ring", { clusterIP: "None", selector: { app: "render" } }),
  ]);
  assertEquals(services.render.networks?.default?.aliases?.includes("render-0.ring"), true);
  assertEquals(services.render.domainname, "ring.shop.svc.cluster.local");
});

Deno.test("convert() leaves a suspended Job out, and says so", async () => {
  const conversion = await convertOne([job({ suspend: true, activeDeadlineSeconds: 1 })]);
  assertEquals(Object.keys(conversion.services), []);
  assertEquals(said(conversion), ["suspended-job spec"]);
  assertEquals(conversion.diagnostics[0].severity, "info");
});

Deno.test("convert() says what has a suspended Job run, by what suspends it", async () => {
  const remedyOf = async (spec: object) =>
    (await convertOne([job(spec as never)])).diagnostics[0].message.split(". ")[1];
  assertEquals(await remedyOf({ suspend: true }), "Take out spec.suspend to have it run");
  assertEquals(await remedyOf({ parallelism: 0 }), "Set spec.parallelism to 1 to have it run");
  assertEquals(
    await remedyOf({ parallelism: 0, suspend: true }),
    "Take out spec.suspend and set spec.parallelism to 1 to have it run",
  );
});
