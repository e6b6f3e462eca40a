import { assertEquals, assertMatch, assertNotEquals } from "@std/assert";
import { type ConvertContext, secretValue } from "@dekube/engine/pacts";
import { said, testContext, written } from "@dekube/engine/testing";
import { clusterManifest, object, read } from "./_testing.ts";
import { readCluster } from "./cluster.ts";
import { credentialsOf } from "./credentials.ts";

const LOGIN = { stringData: { username: "app", password: "given" } };
const byName = (name: string) => ({ bootstrap: { initdb: { secret: { name } } } });

function value(ctx: ConvertContext, secret: string, key = "password"): string | undefined {
  const found = ctx.secrets.get("shop", secret);
  return found && secretValue(found, key);
}

Deno.test("credentialsOf() makes passwords up, and keeps them", () => {
  const { cluster, ctx } = read();
  const { superuserSecret, ownerPassword } = credentialsOf(cluster, ctx);

  assertMatch(ownerPassword, /^[0-9a-f]{64}$/);
  assertEquals(superuserSecret, "db-superuser");
  const superuser = value(ctx, "db-superuser")!;
  assertNotEquals(superuser, ownerPassword);
  assertEquals(written(ctx), {
    "secrets/.tested/shop/cluster/db/superuser": `644 ${superuser}`,
    "secrets/.tested/shop/cluster/db/app": `644 ${ownerPassword}`,
  });
  assertEquals(value(ctx, "db-app"), ownerPassword);
  assertEquals(
    value(ctx, "db-app", "uri"),
    `postgresql://app:${ownerPassword}@db-rw.shop:5432/app`,
  );
  assertEquals(value(ctx, "db-superuser", "username"), "postgres");
  assertEquals(said(ctx), []);
});

Deno.test("credentialsOf() has the last run's passwords", () => {
  const first = read();
  const made = credentialsOf(first.cluster, first.ctx);
  const second = read({}, [], { previous: first.ctx.files });

  assertEquals(credentialsOf(second.cluster, second.ctx), made);
  assertEquals(written(second.ctx), written(first.ctx));
});

Deno.test("credentialsOf() keeps the passwords of namesakes in two namespaces apart", () => {
  const first = read();
  const kept = credentialsOf(first.cluster, first.ctx).ownerPassword;
  const other = clusterManifest({}, "db", "a-namespace-before");
  const ctx = testContext([other, clusterManifest()], { previous: first.ctx.files });

  const others = credentialsOf(readCluster(other, ctx)!, ctx).ownerPassword;
  assertNotEquals(others, kept);
  assertEquals(
    credentialsOf(readCluster(clusterManifest(), ctx)!, ctx).ownerPassword,
    kept,
  );
});

Deno.test("credentialsOf() has the password of the Secret that the Cluster names", () => {
  const { cluster, ctx } = read({ ...byName("login"), superuserSecret: { name: "root" } }, [
    object("Secret", "login", LOGIN),
    object("Secret", "root", { data: { username: "cG9zdGdyZXM=", password: "cm9vdA==" } }),
  ]);
  assertEquals(credentialsOf(cluster, ctx), { superuserSecret: "root", ownerPassword: "given" });
  assertEquals(
    value(ctx, "db-app", "jdbc-uri"),
    "jdbc:postgresql://db-rw.shop:5432/app?password=given&user=app",
  );
  assertEquals(value(ctx, "db-superuser", "pgpass"), "db-rw:5432:*:postgres:root\n");
  assertEquals([written(ctx), said(ctx)], [{}, []]);
});

Deno.test("credentialsOf() leaves a Secret of the operator's name as it is", () => {
  const own = object("Secret", "db-app", LOGIN);
  const { cluster, ctx } = read({}, [own]);
  assertEquals(credentialsOf(cluster, ctx).ownerPassword, "given");
  assertEquals(ctx.secrets.get("shop", "db-app"), own);
});

Deno.test("credentialsOf() makes a password up when the Secret is missing, and says so", () => {
  const { cluster, ctx } = read(byName("none"));
  const { ownerPassword } = credentialsOf(cluster, ctx);
  assertEquals([value(ctx, "none"), value(ctx, "db-app")], [ownerPassword, ownerPassword]);
  assertEquals(said(ctx), ["missing-secret spec.bootstrap.initdb.secret"]);
});

Deno.test("credentialsOf() makes a password up when the Secret has none, and says so", () => {
  for (
    const data of [{}, { stringData: null }, { stringData: { password: null } }, {
      data: { password: "!" },
    }]
  ) {
    const { cluster, ctx } = read(byName("login"), [object("Secret", "login", data)]);
    const { ownerPassword } = credentialsOf(cluster, ctx);
    assertMatch(ownerPassword, /^[0-9a-f]{64}$/);
    assertEquals(value(ctx, "login"), ownerPassword);
    assertEquals(said(ctx), ["missing-key spec.bootstrap.initdb.secret"]);
  }
});

Deno.test("credentialsOf() says so when the Secret is for another role", () => {
  const { cluster, ctx } = read({
    bootstrap: { initdb: { owner: "me", secret: { name: "login" } } },
  }, [
    object("Secret", "login", LOGIN),
  ]);
  assertEquals(credentialsOf(cluster, ctx).ownerPassword, "given");
  assertEquals(said(ctx), ["other-owner spec.bootstrap.initdb.secret"]);
});
