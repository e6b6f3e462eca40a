import { assertEquals } from "@std/assert";
import { Diagnostics } from "../diagnostics.ts";
import { keptAccessRules, keptUserMaps } from "./kept_rules.ts";

const ID = { kind: "Cluster", namespace: "shop", name: "db" };

function kept(what: typeof keptAccessRules, entries: string[]): [string[], string[]] {
  const diagnostics = new Diagnostics();
  const lines = what(entries, 16, diagnostics.report(ID, "spec.rules"));
  return [lines, [...diagnostics].map(({ severity, code }) => `${severity} ${code}`)];
}

Deno.test("keptAccessRules() leaves out a rule that can't be kept, and closes where it turned away", () => {
  const good = "hostssl all all 10.0.0.0/8 md5";
  assertEquals(kept(keptAccessRules, [good, "# remark", "", "host all all 10.0.0.0/33 md5"]), [
    [good],
    ["warning bad-access-rule"],
  ]);
  assertEquals(kept(keptAccessRules, ["host all joe 10.0.0.0/33 reject", good]), [
    ["host all joe all reject", good],
    ["error bad-access-rule"],
  ]);
});

Deno.test("keptUserMaps() leaves out a map that can't be kept", () => {
  assertEquals(kept(keptUserMaps, ["users joe app", "users joe"]), [
    ["users joe app"],
    ["warning bad-access-rule"],
  ]);
});
