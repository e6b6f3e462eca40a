import { assert, assertEquals } from "@std/assert";
import type { Manifest } from "@dekube/engine/pacts";
import { denyUnkept } from "@dekube/engine/pacts/ingress";
import { testContext } from "@dekube/engine/testing";
import { ingress, SERVICE } from "./_testing.ts";
import { CONFIG_KEYS, GLOBALS, MEANINGLESS_KEYS } from "./config_keys.ts";
import { NginxRewriter } from "./mod.ts";
import { UNDERSTOOD } from "./understood.ts";

const ALL = [...CONFIG_KEYS.understood, ...CONFIG_KEYS.lost.flatMap(({ keys }) => keys)];

Deno.test("CONFIG_KEYS says of each key once what becomes of it", () => {
  const twice = ALL.filter((key, index) => ALL.indexOf(key) !== index);
  assertEquals(twice, []);
  assert(ALL.every((key) => /^[a-z0-9-]+$/.test(key)) && ALL.length > 200);
});

Deno.test("GLOBALS are called as no annotation is", () => {
  const names = new Set(UNDERSTOOD.map((name) => name.replace(/^.*\//, "")));
  assertEquals(GLOBALS.filter((key) => names.has(key)), []);
});

/** Values that ask for something, where `true` does not. */
const VALUES: Record<string, string> = {
  "disable-access-log": "true",
  "generate-request-id": "false",
  "global-auth-method": "POST",
  "global-auth-request-redirect": "http://there.example/",
  "global-auth-response-headers": "X-User",
  "global-auth-signin": "http://in.example/",
  "global-auth-signin-redirect-param": "back",
  "global-auth-snippet": "proxy_set_header X-A b;",
  "hsts-include-subdomains": "false",
  "http-redirect-code": "301",
  "http-snippet": "deny all;",
  "ignore-invalid-headers": "false",
  "location-snippet": "deny all;",
  "modsecurity-snippet": "SecRuleEngine On",
  "no-tls-redirect-locations": "/",
  "proxy-body-size": "8m",
  "proxy-buffering": "off",
  "proxy-connect-timeout": "3",
  "proxy-next-upstream": "http_502",
  "proxy-next-upstream-tries": "2",
  "proxy-read-timeout": "3",
  "proxy-request-buffering": "off",
  "proxy-send-timeout": "3",
  "ssl-protocols": "TLSv1.3",
  "ssl-redirect": "false",
};

/** What keys say nothing without. */
const BESIDE: readonly (readonly [key: RegExp, data: Record<string, string>])[] = [
  [/^global-auth-signin-/, { "global-auth-url": "http://a/", "global-auth-signin": "http://b/" }],
  [/^global-auth-(?!url)/, { "global-auth-url": "http://a.example/" }],
  [/forwarded|proxy-real-ip-cidr/, { "enable-real-ip": "true" }],
  [/^force-ssl-redirect$/, { "ssl-redirect": "false" }],
  [/^modsecurity-snippet$/, { "enable-modsecurity": "true" }],
];

/** What comes out, and what is said, of an Ingress with TLS beside a ConfigMap. */
function given(data: Record<string, string>): string {
  const manifest = ingress();
  Object.assign(manifest.spec!, { tls: [{ hosts: ["shop.example"] }] });
  const metadata = { name: "ingress-nginx-controller", namespace: "edge" };
  const config: Manifest = { kind: "ConfigMap", metadata, data };
  const ctx = testContext([SERVICE, manifest, config]);
  const rewriter = new NginxRewriter();
  const entries = rewriter.rewrite(manifest, ctx);
  denyUnkept(entries, rewriter.restrictions(manifest, ctx), ctx);
  return JSON.stringify([entries, [...ctx.diagnostics].map(({ message }) => message)]);
}

Deno.test("CONFIG_KEYS holds nothing that is neither kept nor said, but what means nothing here", () => {
  const silent = ALL.filter((key) => {
    const beside = BESIDE.find(([like]) => like.test(key))?.[1] ?? {};
    const { [key]: _, ...others } = beside;
    return given({ ...others, [key]: VALUES[key] ?? "true" }) === given(others);
  });
  assertEquals(silent, MEANINGLESS_KEYS);
});
