import { assert, assertEquals, assertMatch, assertNotEquals } from "@std/assert";
import { secretValue } from "@dekube/engine/pacts";
import { said, type TestContext, testContext, written } from "@dekube/engine/testing";
import { secret, specOf } from "./_testing.ts";
import { adminVariables } from "./admin.ts";

const PASSWORD = "secrets/sso-initial-admin/password";
const USERNAME = "secrets/sso-initial-admin/username";
const OWN = "secrets/.tested/iam/secret/sso-initial-admin";

/** What is written for people, but for what is kept for the next run. */
function made(ctx: TestContext): Record<string, string> {
  const { [`${OWN}/username`]: username, [`${OWN}/password`]: password, ...files } = written(ctx);
  assertEquals([username, password], [files[USERNAME], files[PASSWORD]]);
  return files;
}

Deno.test("adminVariables() makes a Secret with a random password when there is none", () => {
  const ctx = testContext([]);
  const variables = adminVariables(specOf({}, ctx), 26, ctx);
  const ref = (key: string) => ({ secretKeyRef: { name: "sso-initial-admin", key } });
  assertEquals(variables, [
    { name: "KC_BOOTSTRAP_ADMIN_USERNAME", valueFrom: ref("username") },
    { name: "KC_BOOTSTRAP_ADMIN_PASSWORD", valueFrom: ref("password") },
  ]);
  const secret = ctx.secrets.get("iam", "sso-initial-admin");
  const password = secretValue(secret!, "password");
  assertMatch(password!, /^[0-9a-f]{32}$/);
  assertEquals(made(ctx), { [USERNAME]: "644 temp-admin", [PASSWORD]: `644 ${password}` });

  const other = testContext([]);
  adminVariables(specOf({}, other), 26, other);
  assertNotEquals(written(other)[PASSWORD], written(ctx)[PASSWORD]);
});

Deno.test("adminVariables() keeps what the last run wrote", () => {
  const first = testContext([]);
  first.files.write(`${OWN}/username`, "root");
  first.files.write(`${OWN}/password`, "kept");
  const ctx = testContext([], { previous: first.files });
  adminVariables(specOf({}, ctx), 26, ctx);
  assertEquals(made(ctx), { [USERNAME]: "644 root", [PASSWORD]: "644 kept" });
});

Deno.test("adminVariables() keeps nothing that the last run had from its manifests", () => {
  const first = testContext([]);
  first.files.write(USERNAME, "mallory");
  first.files.write(PASSWORD, "known");
  const ctx = testContext([], { previous: first.files });
  adminVariables(specOf({}, ctx), 26, ctx);
  assertEquals(made(ctx)[USERNAME], "644 temp-admin");
  assertMatch(made(ctx)[PASSWORD], /^644 [0-9a-f]{32}$/);
});

Deno.test("adminVariables() makes a new password when the last one is empty or no text", () => {
  for (const content of ["", new Uint8Array([0xff]), "a\0b"]) {
    const first = testContext([]);
    first.files.write(`${OWN}/password`, content);
    const ctx = testContext([], { previous: first.files });
    adminVariables(specOf({}, ctx), 26, ctx);
    assertMatch(written(ctx)[PASSWORD], /^644 [0-9a-f]{32}$/);
  }
});

Deno.test("adminVariables() uses the old names when the server is older than 26", () => {
  const ctx = testContext([]);
  const names = adminVariables(specOf({}, ctx), 25, ctx).map(({ name }) => name);
  assertEquals(names, ["KEYCLOAK_ADMIN", "KEYCLOAK_ADMIN_PASSWORD"]);
  assertEquals(written(ctx)[USERNAME], "644 admin");
});

Deno.test("adminVariables() takes the Secret that the spec names", () => {
  const ctx = testContext([]);
  const spec = specOf(
    { bootstrapAdmin: { user: { secret: "boss" }, service: { secret: "bot" } } },
    ctx,
  );
  const ref = (name: string, key: string) => ({ secretKeyRef: { name, key } });
  assertEquals(adminVariables(spec, 26, ctx), [
    { name: "KC_BOOTSTRAP_ADMIN_USERNAME", valueFrom: ref("boss", "username") },
    { name: "KC_BOOTSTRAP_ADMIN_PASSWORD", valueFrom: ref("boss", "password") },
    { name: "KC_BOOTSTRAP_ADMIN_CLIENT_ID", valueFrom: ref("bot", "client-id") },
    { name: "KC_BOOTSTRAP_ADMIN_CLIENT_SECRET", valueFrom: ref("bot", "client-secret") },
  ]);
  assertEquals(written(ctx), {});
});

Deno.test("adminVariables() takes the operator's Secret when the manifests have it", () => {
  const ctx = testContext([secret("sso-initial-admin", { username: "a", password: "b" })]);
  assert(adminVariables(specOf({}, ctx), 26, ctx).length === 2);
  assertEquals(written(ctx), {});
  assertEquals(said(ctx), []);
});
