import { assertEquals } from "@std/assert";
import { createDatabase, createRole, createTablespace, grantRole } from "./sql.ts";

Deno.test("createRole() makes a role when there is none of that name", () => {
  assertEquals(
    createRole(`o'n"e`),
    `SELECT E'CREATE ROLE "o''n""e"' WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = E'o''n"e') \\gexec`,
  );
});

Deno.test("createDatabase() has an owner and options", () => {
  assertEquals(
    createDatabase("app", "me", ["TEMPLATE template0", "ENCODING E'UTF8'"]),
    `SELECT E'CREATE DATABASE "app" OWNER "me" TEMPLATE template0 ENCODING E''UTF8''' WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_database WHERE datname = E'app') \\gexec`,
  );
});

Deno.test("createTablespace() has a folder", () => {
  assertEquals(
    createTablespace("fast", "me", "/t/fast"),
    `SELECT E'CREATE TABLESPACE "fast" OWNER "me" LOCATION E''/t/fast''' WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_tablespace WHERE spcname = E'fast') \\gexec`,
  );
});

Deno.test("grantRole() grants a role when there is one", () => {
  assertEquals(
    grantRole("a", "b"),
    `SELECT E'GRANT "a" TO "b"' FROM pg_catalog.pg_roles WHERE rolname = E'a' \\gexec`,
  );
});
