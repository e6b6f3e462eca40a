import { assertEquals } from "@std/assert";
import { hookOf } from "./hook.ts";

function hook(moments: unknown, weight?: unknown) {
  const annotations = { "helm.sh/hook": moments, "helm.sh/hook-weight": weight };
  return hookOf({ kind: "Job", metadata: { name: "x", annotations: annotations as never } });
}

Deno.test("hookOf() knows what runs before a release and what after it", () => {
  assertEquals(hook("pre-install,pre-upgrade")?.moment, "before");
  assertEquals(hook("pre-upgrade, pre-install")?.moment, "before");
  assertEquals(hook("post-install")?.moment, "after");
  assertEquals(hook("post-install,pre-upgrade")?.moment, "after");
  assertEquals(hook("pre-install,post-install")?.moment, "before");
  assertEquals(hook("pre-install,post-install")?.twice, true);
  assertEquals(hook("pre-install,post-upgrade")?.twice, false);
});

Deno.test("hookOf() gives nothing for what is no hook of an installation", () => {
  for (const moments of ["crd-install", "test", "", null, undefined]) {
    assertEquals(hook(moments), undefined);
  }
  assertEquals(hookOf({ kind: "Job", metadata: { name: "x", annotations: null } }), undefined);
});

Deno.test("hookOf() reads the weight, 0 where it is none", () => {
  for (
    const [weight, number] of [["-5", -5], ["+2", 2], [10, 10], [" 3 ", 3], ["heavy", 0], [
      null,
      0,
    ]] as const
  ) {
    assertEquals(hook("pre-install", weight)?.weight, number);
  }
});
