/**
 * Applications that keep what they have in a Redis of OpsTree's operator, or of Spotahome's with its sentinels.
 *
 * @module
 */

import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { browse } from "../_chart.ts";
import type { Stack } from "../_stack.ts";
import { applicationTest, NAMESPACE, resource, restart, secret } from "./_application.ts";

const PASSWORD = "tea-for-two";

const STORAGE = {
  spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } },
};

/** What a Redis answers whom it knows, and whom it does not. */
async function guards(stack: Stack, service: string, host: string): Promise<void> {
  const ping = (password: string) =>
    stack.sh(service, `REDISCLI_AUTH='${password}' redis-cli -h ${host} ping 2>&1`);
  assertEquals(await ping(PASSWORD), "PONG");
  assertMatch(await ping("guessed"), /NOAUTH|WRONGPASS/);
  assertMatch(await ping(""), /NOAUTH/);
}

applicationTest({
  operator: "redis",
  application: "podinfo",
  does: "keeps what it is given in a Redis of OpsTree's over down and up",
  published: "podinfo-chart",
  values: {
    ingress: {
      enabled: true,
      hosts: [{ host: "podinfo.example.test", paths: [{ path: "/", pathType: "Prefix" }] }],
    },
    cache: `tcp://default:$(CACHE_PASSWORD)@cache.${NAMESPACE}:6379`,
    extraEnvs: [{
      name: "CACHE_PASSWORD",
      valueFrom: { secretKeyRef: { name: "cache-password", key: "password" } },
    }],
  },
  resources: [
    secret("cache-password", { password: PASSWORD }),
    resource("redis.redis.opstreelabs.in/v1beta2", "Redis", "cache", {
      kubernetesConfig: {
        image: "quay.io/opstree/redis:v7.0.15",
        redisSecret: { name: "cache-password", key: "password" },
      },
      storage: { volumeClaimTemplate: STORAGE },
    }),
  ],
  images: {
    "quay.io/opstree/redis:v7.0.15": "redis",
    "ghcr.io/stefanprodan/podinfo:6.9.2": "podinfo",
  },
  async check(stack) {
    const url = "podinfo.example.test/cache/tea";
    await stack.eventually(
      () => browse(stack, url, "--data", "Assam"),
      ({ status }) => status === 202,
      120_000,
    );
    await guards(stack, "cache", `cache.${NAMESPACE}.svc.cluster.local`);
    await restart(stack);
    const { body } = await stack.eventually(
      () => browse(stack, url),
      ({ status }) => status === 200,
      120_000,
    );
    assertEquals(body, "Assam");
  },
});

applicationTest({
  operator: "redis",
  application: "oauth2-proxy",
  does: "finds the Redis by Spotahome's sentinels, and knows its guests after down and up",
  values: {
    config: {
      clientSecret: "unused",
      cookieSecret: "0123456789abcdef0123456789abcdef",
      htpasswd: `guest:{SHA}${await sha1("Darjeeling")}`,
    },
    sessionStorage: {
      redis: {
        existingSecret: "sessions-password",
        sentinel: {
          masterName: "mymaster",
          connectionUrls: `redis://rfs-sessions.${NAMESPACE}.svc:26379`,
        },
      },
    },
  },
  resources: [
    secret("sessions-password", { password: PASSWORD }),
    resource("databases.spotahome.com/v1", "RedisFailover", "sessions", {
      sentinel: { replicas: 3 },
      redis: {
        replicas: 3,
        storage: { persistentVolumeClaim: { metadata: { name: "sessions-data" }, ...STORAGE } },
      },
      auth: { secretPath: "sessions-password" },
    }),
  ],
  images: {
    "redis:6.2.6-alpine": "redis",
    "quay.io/oauth2-proxy/oauth2-proxy:7.15.6": "oauth2-proxy",
  },
  async check(stack) {
    const url = "members.example.test";
    const cookies = join(stack.dir, "cookies");
    const signIn = (password: string) =>
      browse(
        stack,
        `${url}/oauth2/sign_in`,
        ...["--cookie-jar", cookies, "--data", `username=guest&password=${password}`],
      );
    await stack.eventually(
      () => browse(stack, `${url}/ready`),
      ({ status }) => status === 200,
      120_000,
    );
    assertEquals((await signIn("guessed")).status, 401);
    assertEquals((await browse(stack, `${url}/`)).status, 403);
    assertEquals((await signIn("Darjeeling")).status, 302);
    const isIn = () => browse(stack, `${url}/`, "--cookie", cookies);
    assertEquals((await isIn()).status, 202);
    const keys = await stack.sh(
      "rfr-sessions",
      `REDISCLI_AUTH=${PASSWORD} redis-cli --no-auth-warning keys '*'`,
    );
    assertStringIncludes(keys, "_oauth2_proxy-");
    await guards(stack, "rfr-sessions", `rfrm-sessions.${NAMESPACE}.svc`);

    await restart(stack);
    await stack.eventually(isIn, ({ status }) => status === 202, 120_000);
  },
});

/** The hash that htpasswd writes with `-s`. */
async function sha1(text: string): Promise<string> {
  const hash = await crypto.subtle.digest("SHA-1", new TextEncoder().encode(text));
  return new Uint8Array(hash).toBase64();
}
