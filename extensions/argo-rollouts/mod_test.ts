import { assertEquals, assertStringIncludes } from "@std/assert";
import type { Manifest } from "@dekube/engine/pacts";
import { testConversion } from "@dekube/engine/testing";
import * as workload from "../workload/mod.ts";
import * as argoRollouts from "./mod.ts";

const named = { name: "web", namespace: "shop" };
const template = {
  metadata: { labels: { app: "web" } },
  spec: { containers: [{ name: "web", image: "web:1" }] },
};

function rollout(spec: object, name = "web"): Manifest {
  return {
    apiVersion: "argoproj.io/v1alpha1",
    kind: "Rollout",
    metadata: { ...named, name },
    spec,
  };
}

function convert(manifests: Manifest[], config: object = {}) {
  return testConversion([workload, argoRollouts], manifests, { config, account: true });
}

Deno.test("a Rollout becomes the services of its pods", async () => {
  const { project, account, diagnostics } = await convert([
    rollout({
      replicas: 1,
      selector: { matchLabels: { app: "web" } },
      template,
      strategy: { canary: { steps: [{ setWeight: 20 }] } },
    }),
    {
      kind: "Service",
      metadata: { ...named, name: "web-stable" },
      spec: { selector: { app: "web" }, ports: [{ port: 80 }] },
    },
  ]);
  assertEquals(Object.keys(project.services), ["web"]);
  assertEquals(project.services.web.image, "web:1");
  const names = JSON.stringify(project.services.web.networks);
  assertStringIncludes(names, "web-stable.shop.svc.cluster.local");
  assertEquals(diagnostics.map(({ code }) => code), []);
  const [{ resource, fields }] = account!.objects;
  assertEquals(resource.kind, "Rollout");
  const verdict = (path: string) => fields.find((field) => field.path === path);
  assertEquals(verdict("spec.template.spec.containers[0].image")?.to, ["services.web.image"]);
  assertEquals(verdict("spec.strategy.canary.steps[0].setWeight")?.verdict, "meaningless");
  assertEquals(account!.counts["not-understood"], 0);
});

Deno.test("a Rollout takes its pods from the workload that it refers to, which is none itself", async () => {
  const deployment = {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { ...named, name: "web-pods" },
    spec: { replicas: 0, template },
  };
  const reference = { apiVersion: "apps/v1", kind: "Deployment", name: "web-pods" };
  const { project, account } = await convert([
    rollout({ workloadRef: reference, replicas: 3 }),
    deployment,
  ]);
  assertEquals(Object.keys(project.services), ["web"]);
  assertEquals(project.services.web.image, "web:1");
  const [of, from] = account!.objects.map(({ fields }) => (path: string) =>
    fields.find((field) => field.path === path)
  );
  assertEquals(from("spec.template.spec.containers[0].image")?.to, ["services.web.image"]);
  assertEquals(from("spec.replicas")?.by, "argo-rollouts");
  assertEquals(of("spec.replicas")?.code, "one-replica");
  const pods = { kind: "PodTemplate", metadata: { ...named, name: "web-pods" }, template };
  const other = await convert([
    rollout({ workloadRef: { ...reference, kind: "PodTemplate" } }),
    pods,
  ]);
  assertEquals(Object.keys(other.project.services), ["web"]);
});

Deno.test("a Rollout without a template is said", async () => {
  for (
    const [spec, said] of [
      [{}, "there are no pods of it without a template"],
      [{ workloadRef: { kind: "Deployment", name: "gone" } }, 'there is no Deployment "gone"'],
    ] as const
  ) {
    const { project, diagnostics } = await convert([rollout(spec)]);
    assertEquals(project.services, {});
    const found = diagnostics.find(({ code }) => code === "missing-template")!;
    assertEquals(found.severity, "error");
    assertStringIncludes(found.message, said);
  }
});

Deno.test("a Rollout's Services lead to its pods, when a live cluster's led to one version", async () => {
  const service = (name: string, more: object = {}): Manifest => ({
    kind: "Service",
    metadata: { ...named, name },
    spec: { selector: { app: "web", track: "stable", ...more }, ports: [{ port: 80 }] },
  });
  const hash = { "rollouts-pod-template-hash": "6d4cf56db6" };
  const { project, diagnostics } = await convert([
    rollout({
      template,
      strategy: {
        canary: { stableService: "web-stable", stableMetadata: { labels: { track: "stable" } } },
      },
    }),
    service("web-stable", hash),
    service("web-other", hash),
  ]);
  assertStringIncludes(JSON.stringify(project.services.web.networks), "web-stable.shop");
  // Of others nobody knows that a controller sets the label.
  const said = diagnostics.filter(({ code }) => code === "run-time-label");
  assertEquals(said.map(({ resource }) => resource?.name), ["web-other"]);
});

Deno.test("a Rollout that is left out takes its pods with it", async () => {
  const { project } = await convert([rollout({ template }), rollout({ template }, "api")], {
    exclude: ["web"],
  });
  assertEquals(Object.keys(project.services), ["api"]);
});

Deno.test("members of what a controller makes are told apart as others are", async () => {
  // Controllers of what depends on workload come before workload's own.
  const sets = {
    ...argoRollouts,
    extension: {
      ...argoRollouts.extension,
      controller: (manifests: readonly Manifest[]) =>
        new Map(manifests.map((manifest) => [manifest, [{
          ...manifest,
          apiVersion: "apps/v1",
          kind: "StatefulSet",
          spec: {
            replicas: 2,
            serviceName: "web",
            template: {
              spec: { containers: [{ name: "web", image: "web", args: ["web-1.web"] }] },
            },
          },
        }]])),
    },
  };
  const { project } = await testConversion([workload, sets], [rollout({})]);
  assertEquals(Object.keys(project.services), ["web-0", "web-1"]);
});
