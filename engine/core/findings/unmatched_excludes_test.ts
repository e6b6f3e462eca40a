import { assertEquals } from "@std/assert";
import { contextOf, CONVERTED, manifest, said } from "../_testing.ts";
import { warnUnmatchedExcludes } from "./unmatched_excludes.ts";

const web = manifest("Deployment", "shop/web", {
  spec: {
    template: {
      spec: {
        initContainers: [{ name: "wait", image: "w" }],
        containers: [{ name: "app", image: "a" }, { name: "log", image: "l" }],
      },
    },
  },
});

/** What is said of an `exclude`. */
function warnings(...exclude: string[]): string[] {
  const manifests = [web, manifest("Cluster", "shop/database")];
  const ctx = contextOf(manifests, { exclude }, { claimedKinds: CONVERTED });
  const owner = { kind: "Deployment", namespace: "shop", name: "web" };
  const services = { "web-pod": { owner, holdsPod: true }, web: { owner } };
  warnUnmatchedExcludes({ manifests, further: ["prometheus"], services }, ctx);
  return said(ctx.diagnostics);
}

Deno.test("warnUnmatchedExcludes() is silent on names of objects and containers, and on patterns that match one", () => {
  const names = [
    "web",
    "database",
    "prometheus",
    "web-init-wait",
    "web-sidecar-log",
    "*-log",
    "d*",
  ];
  assertEquals(warnings(...names), []);
  assertEquals(warnings(), []);
});

Deno.test("warnUnmatchedExcludes() says what matches nothing, and what may have been meant", () => {
  assertEquals(warnings("web-init-wiat", "*-istio-*"), [
    'warning unknown-exclude: "web-init-wiat" on "exclude" in dekube.yaml matches no object and no container (did you mean "web-init-wait"?), so it has no effect. Containers are called as their services in compose.yml',
    'warning unknown-exclude: "*-istio-*" on "exclude" in dekube.yaml matches no object and no container, so it has no effect. Containers are called as their services in compose.yml',
  ]);
});

Deno.test("warnUnmatchedExcludes() says that what stands for a pod goes with it", () => {
  assertEquals(warnings("web-pod"), [
    'warning exclude-of-pod: "web-pod" on "exclude" in dekube.yaml is the service that stands for the pod of "web", which goes with its pod, so it stays. Put "web" there to leave all of it out, or its containers',
  ]);
});

Deno.test("warnUnmatchedExcludes() names the setting that leaves out what an extension adds", () => {
  const ctx = contextOf([web], { exclude: ["tool", "other"] }, { claimedKinds: CONVERTED });
  warnUnmatchedExcludes(
    { manifests: [web], further: [], services: { tool: {} }, extensions: ["tool", "other"] },
    ctx,
  );
  assertEquals(said(ctx.diagnostics).map((line) => line.split(" in dekube.yaml")[0]), [
    'warning exclude-of-extension: "tool" on "exclude"',
    'warning unknown-exclude: "other" on "exclude"',
  ]);
  assertEquals(said(ctx.diagnostics)[0].endsWith("extensions.tool.enabled: false"), true);
});
