import { assert, assertEquals } from "@std/assert";
import type { ConfigKeys } from "@dekube/engine/pacts/ingress";
import type { Manifest } from "@dekube/engine/pacts";
import { denyUnkept } from "@dekube/engine/pacts/ingress";
import { testContext } from "@dekube/engine/testing";
import { backend, ingress, service } from "./_testing.ts";
import { CONFIG_KEYS, DEFAULTS, MEANINGLESS_KEYS } from "./config_keys.ts";
import { OTHER_CONFIG_KEYS } from "./other_config_keys.ts";
import { HAPROXY } from "./controller.ts";
import { HaproxyRewriter } from "./mod.ts";
import { UNDERSTOOD } from "./understood.ts";

function all({ understood, lost }: ConfigKeys): string[] {
  return [...understood, ...lost.flatMap(({ keys }) => keys)];
}

Deno.test("the keys of both controllers' ConfigMaps are there once", () => {
  for (const keys of [all(CONFIG_KEYS), all(OTHER_CONFIG_KEYS)]) {
    assertEquals(keys.filter((key, index) => keys.indexOf(key) !== index), []);
    assert(keys.every((key) => /^[a-z0-9-]+$/.test(key)) && keys.length > 80);
  }
});

Deno.test("DEFAULTS are called as annotations are", () => {
  const names = [...DEFAULTS].map((key) => HAPROXY.prefix + key);
  assertEquals(names.filter((name) => !UNDERSTOOD.includes(name)), []);
});

/** Values that ask for something, where `true` does not. */
const VALUES: Record<string, string> = {
  "allow-list": "10.0.0.0/8",
  "cors-max-age": "1m",
  "forwarded-for": "false",
  "path-rewrite": "/x",
  "rate-limit-period": "2s",
  "rate-limit-requests": "3",
  "request-redirect": "new.example",
  "request-redirect-code": "301",
  "request-set-header": "X-A b",
  "response-set-header": "X-A b",
  "server-ca": "shop/ca",
  "server-proto": "h2",
  "ssl-redirect": "false",
  "ssl-redirect-code": "301",
  "timeout-connect": "3s",
  "timeout-server": "3s",
  whitelist: "10.0.0.0/8",
};

/** What comes out, and what is said, of an Ingress with TLS beside the ConfigMap of a controller. */
function given(image: string, data: Record<string, string>): string {
  const manifest = ingress({
    ingressClassName: "haproxy",
    tls: [{ hosts: ["shop.example"] }],
    rules: [{ host: "shop.example", http: { paths: [{ path: "/", backend: backend("web") }] } }],
  });
  const args = ["--configmap=edge/own", "--ingress.class=haproxy"];
  const manifests: Manifest[] = [
    manifest,
    service("web"),
    {
      kind: "Pod",
      metadata: { name: "edge", namespace: "edge" },
      spec: { containers: [{ name: "edge", image, args }] },
    },
    { kind: "ConfigMap", metadata: { name: "own", namespace: "edge" }, data },
  ];
  const ctx = testContext(manifests);
  const rewriter = new HaproxyRewriter();
  const entries = rewriter.rewrite(manifest, ctx);
  denyUnkept(entries, rewriter.restrictions(manifest, ctx), ctx);
  return JSON.stringify([entries, [...ctx.diagnostics].map(({ message }) => message)]);
}

Deno.test("CONFIG_KEYS holds nothing that is neither kept nor said, but what means nothing here", () => {
  const image = "haproxytech/kubernetes-ingress:3.1";
  const plain = given(image, {});
  const silent = all(CONFIG_KEYS).filter((key) =>
    given(image, { [key]: VALUES[key] ?? "true" }) === plain
  );
  assertEquals(silent, MEANINGLESS_KEYS);
});

Deno.test("OTHER_CONFIG_KEYS says what is lost of haproxy-ingress's", () => {
  const image = "quay.io/jcmoraisjr/haproxy-ingress:v0.14";
  const off = new Set(["ssl-redirect", "ssl-redirect-code"]);
  const data = (key: string): Record<string, string> => ({
    ...(key.startsWith("cors-") ? { "cors-enable": "true" } : {}),
    [key]: off.has(key) ? "false" : "true",
  });
  const silent = OTHER_CONFIG_KEYS.lost.flatMap(({ keys }) => keys).filter((key) =>
    !given(image, data(key)).includes(key)
  );
  assertEquals(silent, []);
});
