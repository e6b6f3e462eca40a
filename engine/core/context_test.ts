import { assertEquals } from "@std/assert";
import { contextOf, manifest, service, workload } from "./_testing.ts";

function workloadNames(ctx: ReturnType<typeof contextOf>): string[] {
  return [...ctx.workloads].map(({ id }) => `${id.kind} ${id.name}`);
}

Deno.test("createContext() knows the workloads that make services", () => {
  const ctx = contextOf([
    workload("a/web"),
    workload("a/idle", { containers: [] }),
    workload("a/job", {}, "Job"),
    workload("a/out"),
    manifest("Deployment", "a/empty"),
    manifest("ConfigMap", "a/web"),
  ], { exclude: ["ou*"] });
  assertEquals(workloadNames(ctx), ["Deployment web", "Job job"]);
});

Deno.test("createContext() knows no workload of a kind that no extension converts", () => {
  const manifests = [workload("a/web"), workload("a/job", {}, "Job")];
  assertEquals(workloadNames(contextOf(manifests, {}, { claimedKinds: ["Job"] })), ["Job job"]);
});

Deno.test("manifests.add() adds to the objects of a kind", () => {
  const ctx = contextOf([manifest("Widget", "a")]);
  ctx.manifests.add(manifest("Widget", "b"));
  ctx.manifests.add(manifest("Gadget", "c"));
  ctx.manifests.add(manifest("Widget", "a", { spec: 1 }));
  assertEquals(ctx.manifests.of("Widget").map(({ metadata, spec }) => [metadata.name, spec]), [
    ["a", 1],
    ["b", undefined],
  ]);
  assertEquals(ctx.manifests.of("Gadget").length, 1);
});

Deno.test("manifests.add() is seen at once by every look-up", () => {
  const ctx = contextOf([workload("a/web")]);
  const other = ctx.forExtension("other");
  assertEquals(other.secrets.get("a", "key"), undefined);
  ctx.forExtension("one").manifests.add(manifest("Secret", "a/key"));
  assertEquals(other.secrets.get("a", "key")?.metadata.name, "key");

  ctx.manifests.add(service("a/front", "web", { ports: [{ port: 80, targetPort: 8080 }] }));
  const front = other.services.get("a", "front")!;
  assertEquals(other.services.composeNames(front), ["web"]);
  assertEquals(other.services.targetPort(front, 80), 8080);
  const [web] = other.workloads;
  assertEquals(other.services.selecting(web), [front]);

  const api = service("a/api");
  ctx.manifests.add(api);
  assertEquals(other.services.composeNames(api), []);
  ctx.manifests.add(workload("a/api"));
  assertEquals(other.services.composeNames(api), ["api"]);
});

Deno.test("manifests.add() takes no other group's kind for Kubernetes' own", () => {
  const ctx = contextOf([workload("a/web"), service("a/web")]);
  ctx.manifests.add({ ...service("a/web"), apiVersion: "serving.knative.dev/v1" });
  ctx.manifests.add({ ...workload("a/job", {}, "Job"), apiVersion: "batch.volcano.sh/v1alpha1" });
  assertEquals(ctx.manifests.of("Service").length, 1);
  assertEquals(ctx.manifests.of("serving.knative.dev/Service").length, 1);
  assertEquals(workloadNames(ctx), ["Deployment web"]);
});

Deno.test("manifests.add() makes a workload known, under a name that is free", () => {
  const ctx = contextOf([workload("a/web", { containers: [{ name: "x" }, { name: "y" }] })]);
  for (const added of [workload("a/new"), workload("b/web"), workload("b/web-sidecar-y")]) {
    ctx.manifests.add(added);
  }
  const names = [...ctx.workloads].map(({ id }) => ctx.names.service(id));
  assertEquals(names, ["web", "new", "web-2", "web-sidecar-y-2"]);
  assertEquals(ctx.names.reserve("new"), "new-2");
});

Deno.test("manifests.add() leaves a workload aside when it makes no services", () => {
  const ctx = contextOf([], { exclude: ["out"] }, { claimedKinds: ["Deployment"] });
  ctx.manifests.add(workload("a/out"));
  ctx.manifests.add(workload("a/job", {}, "Job"));
  ctx.manifests.add(workload("a/empty", { containers: [] }));
  assertEquals(workloadNames(ctx), []);
});

Deno.test("workloads.add() makes the pod of an object known under the Compose service that runs it", () => {
  const ctx = contextOf([
    service("a/broker", "rabbit", { ports: [{ port: 80, targetPort: "amqp" }] }),
  ]);
  const owner = {
    apiVersion: "rabbitmq.com/v1",
    kind: "Cluster",
    metadata: { name: "q", namespace: "a" },
  };
  const spec = { containers: [{ ports: [{ name: "amqp", containerPort: 5672 }] }] };
  const pod = ctx.workloads.add(owner, { labels: { app: "rabbit" }, spec }, "q-server");
  const broker = ctx.services.get("a", "broker")!;
  assertEquals(ctx.services.composeNames(broker), ["q-server"]);
  assertEquals(ctx.services.targetPort(broker, 80), 5672);
  assertEquals(ctx.workloads.of(owner), pod);
});

Deno.test("forExtension() gives an extension its own settings, and everybody the same of all else", () => {
  const ctx = contextOf([], { extensions: { caddy: { image: "x" } } });
  const caddy = ctx.forExtension("caddy");
  assertEquals(caddy.extensionConfig, { image: "x" });
  assertEquals(ctx.forExtension("other").extensionConfig, {});
  assertEquals(ctx.forExtension("constructor").extensionConfig, {});
  assertEquals(caddy.files === ctx.files, true);
  assertEquals(ctx.forExtension("caddy"), caddy);
});
