import { assertEquals } from "@std/assert";
import { said, testContext } from "@dekube/engine/testing";
import { createDatabase, createWrapper } from "@dekube/engine/pacts/postgres";
import { operators } from "./_testing.ts";
import { databaseSql } from "./databases.ts";

function databaseOf(spec: unknown) {
  const ctx = testContext([]);
  return { sql: databaseSql(operators("Database", "extra", spec), ctx), said: said(ctx) };
}

Deno.test("databaseSql() makes a database, its schemas and its extensions", () => {
  assertEquals(
    databaseOf({
      name: "extra",
      owner: "me",
      template: "template0",
      encoding: "UTF8",
      localeCollate: "it's",
      isTemplate: false,
      connectionLimit: 5,
      schemas: [{ name: "s", owner: "me" }, { name: "old", ensure: "absent" }, null],
      extensions: [{ name: "pg_trgm" }, { name: "x", schema: "s", version: "1.0" }],
    }),
    {
      sql: {
        name: "extra",
        create: createDatabase("extra", "me", [
          'TEMPLATE "template0"',
          "ENCODING E'UTF8'",
          "LC_COLLATE E'it''s'",
          "IS_TEMPLATE false",
          "CONNECTION LIMIT 5",
        ]),
        fill: `CREATE SCHEMA IF NOT EXISTS "s" AUTHORIZATION "me";
CREATE EXTENSION IF NOT EXISTS "pg_trgm";
CREATE EXTENSION IF NOT EXISTS "x" SCHEMA "s" VERSION E'1.0';`,
      },
      said: [],
    },
  );
});

Deno.test("databaseSql() makes nothing when the Database is not to be", () => {
  assertEquals(databaseOf({ name: "a", owner: "b", ensure: "absent" }), {
    sql: undefined,
    said: [],
  });
});

Deno.test("databaseSql() leaves out what is no database, and says so", () => {
  for (
    const spec of [
      null,
      "text",
      { name: "a" },
      { owner: "a" },
      { name: "postgres", owner: "a" },
      { name: "template1", owner: "a" },
      { name: "a\0", owner: "a" },
    ]
  ) {
    assertEquals(databaseOf(spec), { sql: undefined, said: ["bad-database spec"] });
  }
});

Deno.test("databaseSql() makes wrappers and servers of foreign data after the extensions", () => {
  const { sql, said } = databaseOf({
    name: "a",
    owner: "b",
    extensions: [{ name: "postgres_fdw" }],
    fdws: [
      {
        name: "postgres_fdw",
        owner: "postgres",
        handler: "h",
        validator: "-",
        options: [{ name: "o", value: "it's" }, { name: "gone", value: "x", ensure: "absent" }],
        usage: [{ name: "app" }, { name: "public", type: "revoke" }],
      },
      { name: "old", ensure: "absent" },
      null,
    ],
    servers: [
      {
        name: "far",
        fdw: "postgres_fdw",
        options: [{ name: "host", value: "example.com" }, { name: "port", value: 5432 }],
        usage: [{ name: "app", type: "grant" }],
      },
    ],
  });
  assertEquals(sql?.fill.split("\n"), [
    'CREATE EXTENSION IF NOT EXISTS "postgres_fdw";',
    createWrapper("postgres_fdw"),
    `ALTER FOREIGN DATA WRAPPER "postgres_fdw" HANDLER "h" NO VALIDATOR OPTIONS (ADD "o" E'it''s');`,
    'ALTER FOREIGN DATA WRAPPER "postgres_fdw" OWNER TO "postgres";',
    'GRANT USAGE ON FOREIGN DATA WRAPPER "postgres_fdw" TO "app";',
    'REVOKE USAGE ON FOREIGN DATA WRAPPER "postgres_fdw" FROM "public";',
    `CREATE SERVER IF NOT EXISTS "far" FOREIGN DATA WRAPPER "postgres_fdw" OPTIONS ("host" E'example.com', "port" E'5432');`,
    'GRANT USAGE ON FOREIGN SERVER "far" TO "app";',
  ]);
  assertEquals(said, []);
});

Deno.test("databaseSql() leaves out what PostgreSQL can't hold, and says so", () => {
  const { sql, said } = databaseOf({
    name: "extra",
    owner: "me",
    localeCollate: "C\0",
    schemas: [{ name: "a\0" }, { name: "b" }],
  });
  assertEquals(sql, {
    name: "extra",
    create: createDatabase("extra", "me", []),
    fill: 'CREATE SCHEMA IF NOT EXISTS "b";',
  });
  assertEquals(said, ["bad-text spec"]);
});
