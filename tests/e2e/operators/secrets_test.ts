/**
 * Applications whose passwords are in SealedSecrets, or in what an ExternalSecret asks for.
 *
 * @module
 */

import { assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { browse } from "../_chart.ts";
import { run } from "../_command.ts";
import { setting, tool } from "../_setting.ts";
import type { Stack } from "../_stack.ts";
import { applicationTest, NAMESPACE, resource, restart, secret } from "./_application.ts";

/** Quotes and signs that a shell, YAML and a URL each have a meaning for. */
const PASSWORD = `Assam "first" & 'second' $flush: #1`;

/** A Secret as kubeseal seals it, and the controller's key, as a backup of it has it. */
async function sealed(
  type: string,
  name: string,
  stringData: { password: string; [key: string]: string },
): Promise<Record<string, unknown>[]> {
  const folder = await Deno.makeTempDir({ dir: setting!.dir });
  const [key, certificate, config] = ["key.pem", "cert.pem", "config"].map((file) =>
    join(folder, file)
  );
  await run(tool("openssl"), [
    ...["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=seal"],
    ...["-keyout", key, "-out", certificate],
  ]);
  const cluster = { name: "none", cluster: { server: "http://127.0.0.1:1" } };
  await Deno.writeTextFile(
    config,
    JSON.stringify({
      apiVersion: "v1",
      kind: "Config",
      clusters: [cluster],
      contexts: [{ name: "none", context: { cluster: "none", user: "" } }],
      "current-context": "none",
    }),
  );
  const { stdout } = await run(
    tool("kubeseal"),
    ["--kubeconfig", config, "--cert", certificate, "--format", "json"],
    { stdin: JSON.stringify({ ...secret(name, stringData), type }) },
  );
  assertEquals(stdout.includes(stringData.password), false);
  return [JSON.parse(stdout), {
    apiVersion: "v1",
    kind: "Secret",
    type: "kubernetes.io/tls",
    metadata: {
      name: "sealed-secrets-key",
      namespace: "kube-system",
      labels: { "sealedsecrets.bitnami.com/sealed-secrets-key": "active" },
    },
    stringData: {
      "tls.crt": await Deno.readTextFile(certificate),
      "tls.key": await Deno.readTextFile(key),
    },
  }];
}

/** A database whose owner has the password of a Secret. */
const DATABASE = resource("postgresql.cnpg.io/v1", "Cluster", "feeds", {
  instances: 1,
  imageName: "ghcr.io/cloudnative-pg/postgresql:15.18",
  bootstrap: { initdb: { database: "feeds", owner: "feeds", secret: { name: "feeds-owner" } } },
  storage: { size: "1Gi" },
});

const CACHE = resource("redis.redis.opstreelabs.in/v1beta2", "Redis", "cache", {
  kubernetesConfig: {
    image: "quay.io/opstree/redis:v7.0.15",
    redisSecret: { name: "cache-password", key: "password" },
  },
  storage: {
    volumeClaimTemplate: {
      spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } },
    },
  },
});

const PODINFO = {
  ingress: {
    enabled: true,
    hosts: [{ host: "podinfo.example.test", paths: [{ path: "/", pathType: "Prefix" }] }],
  },
  cache: `tcp://default:$(CACHE_PASSWORD)@cache.${NAMESPACE}:6379`,
  extraEnvs: [{
    name: "CACHE_PASSWORD",
    valueFrom: { secretKeyRef: { name: "cache-password", key: "password" } },
  }],
};

/** Whether the owner of the database gets in from the network. */
async function logsIn(stack: Stack, password: string): Promise<boolean> {
  const line =
    `psql 'host=feeds-rw.${NAMESPACE}.svc user=feeds dbname=feeds sslmode=require' -c ''`;
  const { code } = await stack.docker(
    ["exec", "-T", "--env", `PGPASSWORD=${password}`, "feeds", "sh", "-c", line],
    { anyCode: true },
  );
  return code === 0;
}

/** Miniflux writes, reads after down and up, and the password is the one of the Secret. */
async function checkMiniflux(stack: Stack, password: string): Promise<void> {
  const ask = (...flags: string[]) =>
    browse(
      stack,
      "reader.example.test/v1/categories",
      ...["--user", "admin:tea-for-two", ...flags],
    );
  const isThere = (answer: { status: number }) => answer.status === 200;
  await stack.eventually(() => ask(), isThere, 120_000);
  assertEquals((await ask("--json", '{"title":"Assam"}')).status, 201);
  assertEquals(await logsIn(stack, password), true);
  assertEquals(await logsIn(stack, "guessed"), false);
  await restart(stack);
  const { body } = await stack.eventually(() => ask(), isThere, 120_000);
  assertStringIncludes(body, '"title":"Assam"');
}

/** podinfo writes, reads after down and up, and the password is the one of its Secret. */
async function checkPodinfo(stack: Stack, isRight: (password: string) => boolean): Promise<void> {
  const url = "podinfo.example.test/cache/tea";
  await stack.eventually(
    () => browse(stack, url, "--data", "Assam"),
    ({ status }) => status === 202,
    120_000,
  );
  const { CACHE_PASSWORD: password } = stack.compose.services.podinfo.environment;
  assertEquals(isRight(password), true);
  const ping = (password: string) =>
    stack.sh("cache", `REDISCLI_AUTH='${password}' redis-cli -h cache.${NAMESPACE} ping 2>&1`);
  assertEquals(await ping(password), "PONG");
  assertStringIncludes(await ping("guessed"), "NOAUTH");
  await restart(stack);
  const { body } = await stack.eventually(
    () => browse(stack, url),
    ({ status }) => status === 200,
    120_000,
  );
  assertEquals(body, "Assam");
}

const MINIFLUX_IMAGES = {
  "postgres:15.18": "postgres",
  "miniflux/miniflux:2.3.5": "miniflux",
} as const;

const PODINFO_IMAGES = {
  "quay.io/opstree/redis:v7.0.15": "redis",
  "ghcr.io/stefanprodan/podinfo:6.9.2": "podinfo",
} as const;

applicationTest({
  operator: "sealed-secrets",
  application: "miniflux",
  does: "logs into its database with the password that kubeseal sealed",
  needs: ["kubeseal", "openssl"],
  values: {
    admin: { password: "tea-for-two" },
    database: { existingSecret: "feeds-owner", uriKey: "uri", caSecret: "feeds-ca" },
  },
  resources: async () => [
    DATABASE,
    ...await sealed("kubernetes.io/basic-auth", "feeds-owner", {
      username: "feeds",
      password: PASSWORD,
      uri: `postgres://feeds:${
        encodeURIComponent(PASSWORD).replaceAll("'", "%27")
      }@feeds-rw.${NAMESPACE}.svc/feeds`,
    }),
  ],
  images: MINIFLUX_IMAGES,
  check: (stack) => checkMiniflux(stack, PASSWORD),
});

applicationTest({
  operator: "sealed-secrets",
  application: "podinfo",
  does: "logs into its Redis with the password that kubeseal sealed",
  needs: ["kubeseal", "openssl"],
  published: "podinfo-chart",
  values: PODINFO,
  resources: async () => [
    CACHE,
    ...await sealed("Opaque", "cache-password", { password: "sealed-tea" }),
  ],
  images: PODINFO_IMAGES,
  check: (stack) => checkPodinfo(stack, (password) => password === "sealed-tea"),
});

applicationTest({
  operator: "external-secrets",
  application: "miniflux",
  does: "logs into its database with what its store holds, by an address that a template makes",
  values: {
    admin: { password: "tea-for-two" },
    database: { existingSecret: "feeds-owner", uriKey: "uri", caSecret: "feeds-ca" },
  },
  resources: [
    DATABASE,
    resource("external-secrets.io/v1", "SecretStore", "vault", {
      provider: { vault: { server: "https://vault.example.test", path: "kv", version: "v2" } },
    }),
    resource("external-secrets.io/v1", "ExternalSecret", "feeds-owner", {
      secretStoreRef: { name: "vault", kind: "SecretStore" },
      data: ["user", "password"].map((property) => ({
        secretKey: property,
        remoteRef: { key: "prod/feeds", property },
      })),
      target: {
        template: {
          type: "kubernetes.io/basic-auth",
          data: {
            username: "{{ .user }}",
            password: "{{ .password }}",
            uri:
              `postgres://{{ .user }}:{{ .password | urlquery | replace "+" "%20" }}@feeds-rw.${NAMESPACE}.svc/feeds`,
          },
        },
      },
    }),
  ],
  secrets: { vault: { "prod/feeds": { user: "feeds", password: PASSWORD } } },
  images: MINIFLUX_IMAGES,
  check: (stack) => checkMiniflux(stack, PASSWORD),
});

applicationTest({
  operator: "external-secrets",
  application: "podinfo",
  does: "logs into its Redis with a password that a generator makes up, and keeps",
  published: "podinfo-chart",
  values: PODINFO,
  resources: [
    CACHE,
    resource("generators.external-secrets.io/v1alpha1", "Password", "cache", {
      length: 32,
      digits: 8,
      symbols: 0,
      noUpper: false,
      allowRepeat: true,
    }),
    resource("external-secrets.io/v1", "ExternalSecret", "cache-password", {
      dataFrom: [{
        sourceRef: {
          generatorRef: {
            apiVersion: "generators.external-secrets.io/v1alpha1",
            kind: "Password",
            name: "cache",
          },
        },
      }],
      target: { name: "cache-password" },
    }),
  ],
  images: PODINFO_IMAGES,
  check: (stack) => checkPodinfo(stack, (password) => /^[a-zA-Z0-9]{32}$/.test(password)),
});
