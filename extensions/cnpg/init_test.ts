import { assertEquals, assertFalse, assertStringIncludes } from "@std/assert";
import { said } from "@dekube/engine/testing";
import { needsTool, runTestTool } from "../../tools/needs_tool.ts";
import { object, operators, read } from "./_testing.ts";
import { INIT_SCRIPT, initFiles } from "./init.ts";
import { rolesOf } from "./roles.ts";
import { tablespacesOf } from "./tablespaces.ts";

const objects = [
  object("ConfigMap", "sql", { data: { "a.sql": "SELECT 'map';" } }),
  object("Secret", "sql", { stringData: { "a.sql": "SELECT 'secret';" }, data: { bin: "//8=" } }),
];

function filesOf(spec: object, databases: ReturnType<typeof operators>[] = []) {
  const { cluster, ctx } = read(spec, objects);
  const tablespaces = tablespacesOf(cluster, ctx);
  const input = {
    ownerPassword: "it's",
    tablespaces,
    roles: rolesOf(cluster, [], ctx),
    databases,
    folder: "/init",
  };
  const { [INIT_SCRIPT]: script, ...sql } = initFiles(cluster, input, ctx);
  const steps = script.split("\n").filter((line) => line.startsWith("run "));
  return { script, sql, steps, said: said(ctx) };
}

Deno.test("initFiles() makes the owner and the database", () => {
  const { sql, steps } = filesOf({ bootstrap: { initdb: { database: "orders", owner: `o"me` } } });
  assertEquals(steps, [
    "run postgres 001-owner.sql || fail 001-owner.sql",
    "run postgres 002-database.sql || fail 002-database.sql",
  ]);
  assertStringIncludes(sql["001-owner.sql"], `ALTER ROLE "o""me" WITH LOGIN PASSWORD E'it''s';`);
  assertStringIncludes(sql["002-database.sql"], `CREATE DATABASE "orders" OWNER "o""me"`);
});

Deno.test("initFiles() runs the Cluster's SQL where and when the operator does", () => {
  const { sql, steps, said } = filesOf({
    bootstrap: {
      initdb: {
        postInitSQL: ["SELECT 1", null, "SELECT 2"],
        postInitTemplateSQL: ["SELECT 3"],
        postInitApplicationSQL: ["SELECT 4"],
        postInitSQLRefs: { secretRefs: [{ name: "sql", key: "a.sql" }] },
        postInitApplicationSQLRefs: {
          configMapRefs: [{ name: "sql", key: "a.sql" }],
          secretRefs: [{ name: "sql", key: "a.sql" }],
        },
      },
    },
  });
  const ran = steps.map((step) => {
    const [, database, file] = step.split(" ");
    return `${database}: ${sql[file].trim()}`;
  });
  assertEquals(ran.filter((line) => /: SELECT [^E]/.test(line)), [
    "postgres: SELECT 1",
    "postgres: SELECT 2",
    "postgres: SELECT 'secret';",
    "template1: SELECT 3",
    "app: SELECT 4",
    "app: SELECT 'secret';",
    "app: SELECT 'map';",
  ]);
  assertEquals(steps.filter((step) => !step.includes("|| fail ")), []);
  assertEquals(said, []);
});

Deno.test("initFiles() says so when the SQL is missing or no text", () => {
  const refs = (reference: unknown) => ({
    bootstrap: { initdb: { postInitSQLRefs: { secretRefs: [reference] } } },
  });
  for (const reference of [{ name: "none", key: "a" }, { name: "sql", key: "bin" }, {}]) {
    assertEquals(filesOf(refs(reference)).said, [
      "missing-sql spec.bootstrap.initdb.postInitSQLRefs.secretRefs",
    ]);
  }
  const { said, steps } = filesOf({ bootstrap: { initdb: { postInitSQL: ["a\0b"] } } });
  assertEquals([said, steps.length], [["bad-sql spec.bootstrap.initdb.postInitSQL[0]"], 2]);
});

Deno.test("initFiles() makes roles, tablespaces and databases, and starts without them if need be", () => {
  const { steps } = filesOf({
    managed: { roles: [{ name: "me" }] },
    tablespaces: [{ name: "fast" }],
    postgresql: {
      parameters: { "pg_stat_statements.max": 1, "auto_explain.x": 1, "pgaudit.log": 1 },
    },
  }, [operators("Database", "extra", { name: "ex tra", owner: "me", schemas: [{ name: "s" }] })]);
  assertEquals(steps.slice(1), [
    "run postgres 002-pg_stat_statements.sql || pass 002-pg_stat_statements.sql",
    "run template1 003-pg_stat_statements.sql || pass 003-pg_stat_statements.sql",
    "run postgres 004-database.sql || fail 004-database.sql",
    "run postgres 005-role.sql || pass 005-role.sql",
    "run postgres 006-tablespace.sql || pass 006-tablespace.sql",
    "run postgres 007-database.sql || pass 007-database.sql",
    "run 'ex tra' 008-database.sql || pass 008-database.sql",
  ]);
});

Deno.test({
  ...needsTool("a shell reads each name in the script as one word", "bash", "Debian's bash"),
  async fn() {
    const database = "x' || $(id) `id` \"\\\n; exit 1 #";
    const { script } = filesOf({
      bootstrap: { initdb: { database, postInitApplicationSQL: ["x"] } },
    });
    const lines = script.split("\n\n").at(-1)!;
    const shell = `run() { printf '<%s>' "$1"; }\n${lines}`;
    const { said, success } = await runTestTool("bash", ["-c", shell]);
    assertEquals([said, success], [`<postgres><postgres><${database}>`, true]);
    assertFalse(script.includes("it's"));
  },
});
