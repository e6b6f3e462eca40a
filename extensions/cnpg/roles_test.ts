import { assertEquals, assertStringIncludes } from "@std/assert";
import type { Manifest } from "@dekube/engine/pacts";
import { said } from "@dekube/engine/testing";
import { object, operators, read } from "./_testing.ts";
import { managedRoles, rolesOf as readRoles } from "./roles.ts";

const login = object("Secret", "login", { stringData: { username: "me", password: "it's" } });

function rolesOf(roles: unknown, databaseRoles: Manifest[] = []) {
  const { cluster, ctx } = read({ managed: { roles } }, [login]);
  const found = readRoles(cluster, databaseRoles, ctx);
  return { roles: managedRoles(cluster, found, ctx), said: said(ctx) };
}

const PATH = "spec.managed.roles[0]";

Deno.test("managedRoles() makes a role with its attributes", () => {
  const { roles, said } = rolesOf([{
    name: "me",
    login: true,
    createdb: true,
    inherit: false,
    connectionLimit: 3,
    validUntil: "2030-01-01T00:00:00Z",
    passwordSecret: { name: "login" },
    inRoles: ["pg_monitor"],
    comment: "the owner's",
  }]);
  assertEquals(roles.map((sql) => sql.split("\n").slice(1)), [[
    `ALTER ROLE "me" WITH LOGIN NOSUPERUSER CREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS NOINHERIT CONNECTION LIMIT 3 VALID UNTIL E'2030-01-01T00:00:00Z' PASSWORD E'it''s';`,
    `SELECT E'GRANT "pg_monitor" TO "me"' FROM pg_catalog.pg_roles WHERE rolname = E'pg_monitor' \\gexec`,
    `COMMENT ON ROLE "me" IS E'the owner''s';`,
  ]]);
  assertEquals(said, []);
});

Deno.test("managedRoles() takes the password away when the Cluster says so", () => {
  const { roles: [sql] } = rolesOf([{ name: "me", disablePassword: true }]);
  assertStringIncludes(sql, " INHERIT PASSWORD NULL;");
});

Deno.test("managedRoles() makes nothing when there is nothing to make", () => {
  for (
    const roles of [undefined, null, {}, "me", [null, "me"], [{ name: "a", ensure: "absent" }]]
  ) {
    assertEquals(rolesOf(roles), { roles: [], said: [] });
  }
});

Deno.test("managedRoles() leaves out a role that can't be, and says so", () => {
  for (const name of ["postgres", "pg_read_all", "public", "", null, {}, "a\0"]) {
    assertEquals(rolesOf([{ name }]), { roles: [], said: [`bad-role ${PATH}`] });
  }
});

Deno.test("managedRoles() says so when there is no password or a bad time", () => {
  const { roles: [sql], said } = rolesOf([{
    name: "me",
    passwordSecret: { name: "none" },
    validUntil: "'; DROP",
    connectionLimit: "1; DROP",
  }]);
  assertStringIncludes(
    sql,
    " NOBYPASSRLS INHERIT CONNECTION LIMIT 0 VALID UNTIL '-infinity';",
  );
  assertEquals(said, [
    `bad-connection-limit ${PATH}`,
    `bad-time ${PATH}`,
    `missing-secret ${PATH}`,
  ]);
});

Deno.test("managedRoles() bounds a role narrowly when nobody can tell how it is bound", () => {
  const sqlOf = (fields: object) => rolesOf([{ name: "me", ...fields }]).roles[0].split("\n")[1];
  const free = sqlOf({});
  for (const odd of ["", " ", [], {}, ["2030-01-01T00:00:00Z"], true, 2030]) {
    assertStringIncludes(sqlOf({ validUntil: odd }), "VALID UNTIL '-infinity'");
  }
  for (const odd of [" ", [], {}, [3], true, 1.5, "three"]) {
    assertStringIncludes(sqlOf({ connectionLimit: odd }), "CONNECTION LIMIT 0");
  }
  for (const odd of [["x"], {}, "yes", 1, "nobody"]) {
    assertStringIncludes(sqlOf({ disablePassword: odd }), "PASSWORD NULL");
  }
  for (const odd of ["false", "nobody", [], 0]) {
    assertStringIncludes(sqlOf({ inherit: odd }), " NOINHERIT");
  }
  const off = { validUntil: null, connectionLimit: null, disablePassword: "false", inherit: null };
  assertEquals(sqlOf(off), free);
  assertEquals(sqlOf({ connectionLimit: 9_999_999_999 }), free);
});

Deno.test("rolesOf() has the roles of DatabaseRoles after the Cluster's own, which go first", () => {
  const role = (name: string, spec: object) =>
    operators("DatabaseRole", name, { cluster: { name: "db" }, ...spec });
  const { roles, said } = rolesOf([{ name: "me", login: true }], [
    role("one", { name: "one", createdb: true, passwordSecret: { name: "login" } }),
    role("mine", { name: "me", superuser: true }),
    role("again", { name: "one" }),
    role("none", { name: "postgres" }),
  ]);
  assertEquals(roles.length, 2);
  assertStringIncludes(roles[0], `ALTER ROLE "me" WITH LOGIN NOSUPERUSER`);
  assertStringIncludes(roles[1], `ALTER ROLE "one" WITH NOLOGIN NOSUPERUSER CREATEDB`);
  assertStringIncludes(roles[1], `PASSWORD E'it''s';`);
  assertEquals(said, ["role-taken spec", "role-taken spec", "bad-role spec"]);
});

Deno.test("managedRoles() leaves out texts that PostgreSQL can't hold, and says so", () => {
  const { roles: [sql], said } = rolesOf([{ name: "me", inRoles: ["a\0"], comment: "b\0" }]);
  assertEquals(sql.split("\n").length, 2);
  assertEquals(said, [`bad-text ${PATH}`]);
});
