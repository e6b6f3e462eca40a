import { assertEquals } from "@std/assert";
import { testContext } from "@dekube/engine/testing";
import { object, specOf } from "./_testing.ts";
import { databasePort } from "./database.ts";
import { plain } from "./options.ts";

const ctx = testContext([
  object("Service", "pg", { spec: { ports: [{ port: 6000, targetPort: 5432 }] } }),
  object("Service", "old", { spec: { ports: [{ port: 5432, targetPort: 6432 }] } }),
]);

function port(variables: Record<string, string>) {
  const list = Object.entries(variables).map(([name, value]) => plain(name, value));
  return databasePort(specOf({}), list, ctx);
}

Deno.test("databasePort() is the container's when the Service has another", () => {
  const expected = [plain("KC_DB_URL_PORT", "5432")];
  assertEquals(port({ KC_DB_URL_HOST: "pg", KC_DB_URL_PORT: "6000" }), expected);
  assertEquals(
    port({ KC_DB_URL_HOST: "pg.iam.svc.cluster.local", KC_DB_URL_PORT: "6000" }),
    expected,
  );
});

Deno.test("databasePort() knows the vendors' own ports", () => {
  assertEquals(port({ KC_DB: "postgres", KC_DB_URL_HOST: "old" }), [
    plain("KC_DB_URL_PORT", "6432"),
  ]);
});

Deno.test("databasePort() is nothing when nothing has to change", () => {
  assertEquals(port({ KC_DB_URL_HOST: "db.example", KC_DB_URL_PORT: "6000" }), []);
  assertEquals(port({ KC_DB_URL_HOST: "pg", KC_DB_URL_PORT: "5432" }), []);
  assertEquals(port({ KC_DB_URL_HOST: "pg" }), []);
  assertEquals(port({ KC_DB: "constructor", KC_DB_URL_HOST: "pg" }), []);
  assertEquals(port({ KC_DB_URL: "jdbc:x", KC_DB_URL_HOST: "pg", KC_DB_URL_PORT: "6000" }), []);
});
