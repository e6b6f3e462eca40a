import { assert, assertEquals } from "@std/assert";
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
  for (const rules of [undefined, null, [], "", [null, ""]]) {
    assertEquals(rulesOf(rules), [[LOCAL, REMOTE], []]);
  }
  assertEquals(rulesOf([], "postgresql:13"), [[LOCAL, "host all all all md5"], []]);
});

Deno.test("accessRules() has the Cluster's rules before the last", () => {
  const rules = ["host app app 10.0.0.0/8 md5", "hostssl all all all cert", 'local "a b" all peer'];
  assertEquals(rulesOf([...rules, null, "# a remark", " "]), [[LOCAL, ...rules, REMOTE], []]);
});

Deno.test("accessRules() leaves out what PostgreSQL would not start with, and says so", () => {
  for (
    const rule of [
      "host all all all md5\rhost all all all trust",
      "include /etc/passwd",
      "host",
      "host all all ${podselector:web} md5",
      "host all all all md5\0",
    ]
  ) {
    assertEquals(rulesOf([rule]), [[LOCAL, REMOTE], ["bad-access-rule spec.postgresql.pg_hba"]]);
  }
});

Deno.test("accessRules() reads entries of several lines as the operator writes them", () => {
  const [one, two] = ["host app app all md5", "host all all all reject"];
  assertEquals(rulesOf([`${one}\n# why\r\n${two}\n`]), [[LOCAL, one, two, REMOTE], []]);
  assertEquals(rulesOf(["host app app \\", "all md5", two]), [[LOCAL, one, two, REMOTE], []]);
  assertEquals(rulesOf([`${one} \\`]), [[LOCAL, `${one} `, REMOTE], []]);
  assertEquals(rulesOf(["# a remark \\", one, two]), [[LOCAL, two, REMOTE], []]);
});

Deno.test("accessRules() turns away whom a rule would have that can't be kept", () => {
  const { cluster, ctx } = read({
    postgresql: { pg_hba: ["host all joe 10.0.0.0/33 reject", "host all all all md5"] },
  });
  assertEquals(accessRules(cluster, ctx).split("\n").slice(2, 4), [
    "host all joe all reject",
    "host all all all md5",
  ]);
  assertEquals([...ctx.diagnostics].map(({ severity }) => severity), ["error"]);
});

Deno.test("accessRules() says no passwords", () => {
  const rule = 'host all all all ldap ldapprefix=x ldapbasedn=y "ldapbindpasswd=se cret"';
  const { cluster, ctx } = read({ postgresql: { pg_hba: [rule, "ldapbindpasswd=se,cret all"] } });
  accessRules(cluster, ctx);
  const said = [...ctx.diagnostics].map(({ message }) => message).join();
  assert(said.includes("ldapbindpasswd=…") && !said.includes("cret"), said);
});

Deno.test("userMaps() has the Cluster's maps, and is empty when it has none", () => {
  const { cluster, ctx } = read({ postgresql: { pg_ident: ["map someone owner", "map only"] } });
  assertEquals(userMaps(cluster, ctx).split("\n").slice(1), ["map someone owner", ""]);
  assertEquals(said(ctx), ["bad-access-rule spec.postgresql.pg_ident"]);
  const without = read();
  assertEquals(userMaps(without.cluster, without.ctx), "");
});

Deno.test("accessRules() turns all away from where an entry is no line on, and takes a text for lines", () => {
  const all = "host all,replication all all reject";
  const said = ["bad-access-rule spec.postgresql.pg_hba"];
  for (const odd of [{ rules: [] }, {}, [["host all joe all reject"]], [{}]]) {
    assertEquals(rulesOf(odd), [[LOCAL, all, REMOTE], said], JSON.stringify(odd));
  }
  const rule = "host all joe all reject";
  assertEquals(rulesOf([rule, ["x"]]), [[LOCAL, rule, all, REMOTE], said]);
  const lines = `${rule}\n\nhost all ann all trust\n`;
  assertEquals(rulesOf(lines), [[LOCAL, rule, "host all ann all trust", REMOTE], []]);
});
