import { assertEquals } from "@std/assert";
import { said } from "@dekube/engine/testing";
import { accessRules, userMaps } from "./access_rules.ts";
import { read } from "./_testing.ts";

function rulesOf(pg_hba: unknown, imageName = "postgresql:16") {
  const { cluster, ctx } = read({ imageName, postgresql: { pg_hba } });
  const rules = accessRules(cluster, ctx).split("\n").filter((line) => /^[^#]/.test(line));
  return [rules, said(ctx)];
}

const LOCAL = "local all all trust";
const REMOTE = "host all all all scram-sha-256";

Deno.test("accessRules() asks for a password when the Cluster says nothing", () => {
  for (const rules of [undefined, null, [], {}, "host all all all trust"]) {
    assertEquals(rulesOf(rules), [[LOCAL, REMOTE], []]);
  }
  assertEquals(rulesOf([], "postgresql:13"), [[LOCAL, "host all all all md5"], []]);
});

Deno.test("accessRules() has the Cluster's rules before the last", () => {
  const rules = ["host app app 10.0.0.0/8 md5", "hostssl all all all cert", 'local "a b" all peer'];
  assertEquals(rulesOf([...rules, null, "# a remark", " "]), [[LOCAL, ...rules, REMOTE], []]);
});

Deno.test("accessRules() leaves out what is no rule of one line, and says so", () => {
  for (
    const rule of [
      "host all all all md5\nhost all all all trust",
      "host all all all md5\rhost all all all trust",
      "include /etc/passwd",
      "host",
      "host all all all md5 \\",
      "host all all ${podselector:web} md5",
      "# a remark\nhost all all all trust",
      "host all all all md5\0",
    ]
  ) {
    assertEquals(rulesOf([rule]), [[LOCAL, REMOTE], ["bad-access-rule spec.postgresql.pg_hba"]]);
  }
});

Deno.test("userMaps() has the Cluster's maps, and is empty when it has none", () => {
  const { cluster, ctx } = read({ postgresql: { pg_ident: ["map someone owner", "map only"] } });
  assertEquals(userMaps(cluster, ctx).split("\n").slice(1), ["map someone owner", ""]);
  assertEquals(said(ctx), ["bad-access-rule spec.postgresql.pg_ident"]);
  const without = read();
  assertEquals(userMaps(without.cluster, without.ctx), "");
});
