import { assertEquals } from "@std/assert";
import { Diagnostics, type Manifest } from "../../../pacts/mod.ts";
import { said } from "../_testing.ts";
import { withoutIdleHooks } from "./helm_hooks.ts";

function hook(moments: unknown): Manifest {
  return {
    kind: "Job",
    metadata: {
      name: "x",
      namespace: "a",
      annotations: { "helm.sh/hook": moments } as Record<string, string>,
    },
  };
}

function isKept(manifest: Manifest): boolean {
  return withoutIdleHooks([manifest], new Diagnostics()).length === 1;
}

Deno.test("withoutIdleHooks() leaves out tests, upgrades, deletions and rollbacks", () => {
  for (
    const moments of [
      "test",
      "test-success",
      "test-failure",
      "pre-delete",
      "post-delete",
      "pre-rollback",
      "post-rollback",
      "pre-upgrade",
      "post-upgrade",
      "pre-delete, post-delete",
      "pre-upgrade,post-rollback",
      " test ",
    ]
  ) {
    assertEquals(isKept(hook(moments)), false, moments);
  }
});

Deno.test("withoutIdleHooks() keeps a hook when one of its moments comes", () => {
  for (
    const moments of [
      "pre-install",
      "post-install",
      "pre-install,pre-upgrade",
      "post-upgrade,post-install",
      "pre-install,pre-delete",
      "crd-install",
      "",
      null,
    ]
  ) {
    assertEquals(isKept(hook(moments)), true, String(moments));
  }
});

Deno.test("withoutIdleHooks() keeps what is no hook", () => {
  assertEquals(isKept({ kind: "Job", metadata: { name: "x" } }), true);
  assertEquals(isKept({ kind: "Job", metadata: { name: "x", annotations: null } }), true);
});

Deno.test("withoutIdleHooks() says what it leaves out", () => {
  const diagnostics = new Diagnostics();
  withoutIdleHooks([hook("pre-delete,post-delete")], diagnostics);
  assertEquals(said(diagnostics), [
    "info idle-hook: left out: a Helm hook that only runs at pre-delete, post-delete; here all is as when a release is installed",
  ]);
  assertEquals([...diagnostics][0].resource, { kind: "Job", namespace: "a", name: "x" });
});
