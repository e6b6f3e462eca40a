import { assertEquals } from "@std/assert";
import { contextFor } from "./context.ts";
import { contextOf, manifest, said, workload } from "./_testing.ts";

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

Deno.test("createContext() replaces Secrets in the user's replacements", () => {
  const secret = manifest("Secret", "a/db", { stringData: { key: "x$y" } });
  const ctx = contextOf([secret], {
    replacements: [{ old: "OLD", new: "$secret:db:key" }, { old: "a", new: "$secret:no:key" }],
  });
  assertEquals(ctx.replacements, [
    { old: "OLD", new: "x$y" },
    { old: "a", new: "$secret:no:key" },
  ]);
  assertEquals(said(ctx.diagnostics).length, 1);
});

Deno.test("addManifest() adds to the manifests of a kind", () => {
  const ctx = contextOf([manifest("Widget", "a")]);
  ctx.addManifest(manifest("Widget", "b"));
  ctx.addManifest(manifest("Gadget", "c"));
  assertEquals(ctx.manifests.get("Widget")?.map(({ metadata }) => metadata.name), ["a", "b"]);
  assertEquals(ctx.manifests.get("Gadget")?.length, 1);
});

Deno.test("addManifest() makes a workload known, under a name that is free", () => {
  const ctx = contextOf([workload("a/web", { containers: [{ name: "x" }, { name: "y" }] })]);
  for (const added of [workload("a/new"), workload("b/web"), workload("b/web-sidecar-y")]) {
    ctx.addManifest(added);
  }
  const names = [...ctx.workloads].map(({ id }) => ctx.names.service(id));
  assertEquals(names, ["web", "new", "web-2", "web-sidecar-y-2"]);
  assertEquals(ctx.names.reserve("new"), "new-2");
});

Deno.test("addManifest() leaves a workload aside when it makes no services", () => {
  const ctx = contextOf([], { exclude: ["out"] }, { claimedKinds: ["Deployment"] });
  ctx.addManifest(workload("a/out"));
  ctx.addManifest(workload("a/job", {}, "Job"));
  ctx.addManifest(workload("a/empty", { containers: [] }));
  assertEquals(workloadNames(ctx), []);
});

Deno.test("contextFor() gives an extension its own settings, and everybody the same of all else", () => {
  const ctx = contextOf([], { extensions: { caddy: { image: "x" } } });
  const caddy = contextFor("caddy", ctx);
  assertEquals(caddy.extensionConfig, { image: "x" });
  assertEquals(contextFor("other", ctx).extensionConfig, {});
  assertEquals(contextFor("constructor", ctx).extensionConfig, {});
  caddy.pvcNames.add("db");
  assertEquals([...contextFor("other", { ...ctx }).pvcNames], ["db"]);
  assertEquals({ ...caddy }.files === ctx.files, true);
});
