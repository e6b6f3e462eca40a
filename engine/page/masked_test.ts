import { assertEquals } from "@std/assert";
import type { Manifest } from "../../pacts/mod.ts";
import { Masked } from "./masked.ts";

const password = { namespace: "shop", secret: "db", key: "password", value: "correct horse" };
const user = { namespace: "shop", secret: "db", key: "user", value: "orders" };

Deno.test("Masked shows of a Secret nothing but its keys", () => {
  const secret = {
    apiVersion: "v1",
    kind: "Secret",
    metadata: {
      name: "db",
      namespace: "shop",
      annotations: { "kubectl.kubernetes.io/last-applied-configuration": '{"data":{"a":"eA=="}}' },
    },
    type: "Opaque",
    data: { password: "eA==" },
    stringData: { token: "x" },
  } as unknown as Manifest;
  assertEquals(new Masked([]).manifest(secret), {
    apiVersion: "v1",
    kind: "Secret",
    type: "Opaque",
    data: { password: "…" },
    stringData: { token: "…" },
    metadata: { name: "db", namespace: "shop" },
  });
});

Deno.test("Masked hides values of Secrets wherever they stand, as they are and encoded", () => {
  const masked = new Masked([password]);
  assertEquals(
    masked.value({
      URL: "amqp://shop/correct%20horse?x",
      GREETING: "the correct horse is here",
      BASE64: btoa("correct horse"),
      args: ["--from", "correct horse"],
    }),
    { URL: "amqp://shop/…?x", GREETING: "the … is here", BASE64: "…", args: ["--from", "…"] },
  );
});

Deno.test("Masked hides what sounds like a secret, in variables, options and settings", () => {
  assertEquals(
    new Masked([]).value({
      env: [{ name: "DB_PASSWORD", value: "x1" }, { name: "MODE", value: "fast" }],
      command: ["run", "--password", "abc", "--token=abc", "--level=1"],
      environment: { API_KEY: "abc", API_KEY_FILE: "/run/key", AUTH_ENABLED: "true" },
      db: "postgres://me:pw@db/shop",
    }),
    {
      env: [{ name: "DB_PASSWORD", value: "…" }, { name: "MODE", value: "fast" }],
      command: ["run", "--password", "…", "--token=…", "--level=1"],
      environment: { API_KEY: "…", API_KEY_FILE: "/run/key", AUTH_ENABLED: "true" },
      db: "postgres://***@db/shop",
    },
  );
});

Deno.test("Masked shows names of objects, and of what refers to them", () => {
  const spec = {
    volumes: [{ secret: { secretName: "db-credentials" } }],
    env: [{ name: "TOKEN", valueFrom: { secretKeyRef: { name: "db", key: "token" } } }],
    metadata: { annotations: { "nginx.ingress.kubernetes.io/auth-url": "http://auth/check" } },
    automountServiceAccountToken: false,
  };
  assertEquals(new Masked([]).value(spec), spec);
});

Deno.test("Masked hides a value that is part of a name only where it is all that stands there", () => {
  const masked = new Masked([user], ["orders-db", "shop"]);
  assertEquals(masked.value({ DB_USER: "orders", DB_HOST: "orders-db" }), {
    DB_USER: "…",
    DB_HOST: "orders-db",
  });
  assertEquals(new Masked([user]).text("who orders?"), "who …?");
});

Deno.test("Masked shows what fields are called, whatever Secrets hold", () => {
  const values = ["user", "image", "pull_policy", "s3cr3t-key"].map((value) => ({
    ...user,
    value,
  }));
  assertEquals(
    new Masked(values).value({
      image: "image",
      user: "0",
      pull_policy: "always",
      environment: { "s3cr3t-key": "1", user: "user" },
    }),
    { image: "…", user: "0", pull_policy: "always", environment: { "…": "1", user: "…" } },
  );
});
