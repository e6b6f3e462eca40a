import { assert, assertEquals, assertFalse } from "@std/assert";
import { ingress, rewrite } from "./_testing.ts";
import { GLOBALS } from "./config_keys.ts";
import { NGINX } from "./controller.ts";
import { UNDERSTOOD } from "./understood.ts";

Deno.test("UNDERSTOOD holds full names, each once", () => {
  assertEquals(new Set(UNDERSTOOD).size, UNDERSTOOD.length);
  assert(UNDERSTOOD.every((name) => /^nginx\.ingress\.kubernetes\.io\/[a-z0-9-]+$/.test(name)));
  assert(UNDERSTOOD.includes("nginx.ingress.kubernetes.io/custom-http-errors"));
});

Deno.test("UNDERSTOOD names every annotation that a source reads", async () => {
  const folder = new URL(".", import.meta.url);
  const read = new Set<string>();
  for await (const { name } of Deno.readDir(folder)) {
    if (!/^[a-z]\w*(?<!_test)\.ts$/.test(name)) continue;
    const source = await Deno.readTextFile(new URL(name, folder));
    for (
      const [, found] of source.matchAll(/(?:get|list|flag|number|ref)\("([a-z-]+)"/g)
    ) {
      read.add(`nginx.ingress.kubernetes.io/${found}`);
    }
  }
  assert(read.size > 20);
  const globals = GLOBALS.map((name) => NGINX.prefix + name);
  assertEquals([...read].filter((name) => ![...UNDERSTOOD, ...globals].includes(name)), []);
});

/** Values that ask for something, where `true` does not. */
const VALUES: Record<string, string> = {
  "allowlist-source-range": "10.0.0.0/8",
  "app-root": "/app",
  "auth-url": "http://auth.example/",
  "auth-type": "basic",
  "backend-protocol": "HTTPS",
  "canary-weight": "10",
  "canary-weight-total": "10",
  "configuration-snippet": "more_set_headers 'X-A: b';",
  "custom-headers": "shop/headers",
  "denylist-source-range": "10.0.0.0/8",
  "enable-access-log": "false",
  "limit-connections": "3",
  "limit-rps": "3",
  "limit-rpm": "3",
  "limit-rate": "3",
  "limit-rate-after": "3",
  "permanent-redirect": "https://x.example",
  "temporal-redirect": "https://x.example",
  "proxy-body-size": "1m",
  "proxy-buffering": "on",
  "proxy-request-buffering": "off",
  "proxy-connect-timeout": "3",
  "proxy-read-timeout": "3",
  "proxy-send-timeout": "3",
  "proxy-next-upstream": "http_502",
  "proxy-next-upstream-tries": "3",
  "proxy-cookie-domain": "a b",
  "proxy-cookie-path": "/a /b",
  "proxy-redirect-from": "http://a",
  "rewrite-target": "/x",
  satisfy: "any",
  "server-alias": "other.example",
  "upstream-vhost": "inner.example",
  "whitelist-source-range": "10.0.0.0/8",
};

/** The engine closes these by their names. */
const CLOSED = [
  ...["auth-realm", "auth-secret", "auth-tls-secret", "auth-tls-verify-client"],
  ...["denylist-source-range", "enable-modsecurity", "modsecurity-snippet"],
];

Deno.test("UNDERSTOOD holds nothing that is neither kept nor said when it is set alone", () => {
  // TLS, so that what is about HTTPS has something to act on.
  const given = (short: Record<string, string>) => {
    const manifest = ingress(short);
    Object.assign(manifest.spec!, { tls: [{ hosts: ["shop.example"], secretName: "tls" }] });
    const { entries, said } = rewrite(manifest);
    return JSON.stringify([entries, said]);
  };
  const plain = given({});
  for (const name of UNDERSTOOD.map((full) => full.slice(NGINX.prefix.length))) {
    if (CLOSED.includes(name)) continue;
    const value = name === "ssl-redirect" ? "false" : VALUES[name] ?? "true";
    if (name === "force-ssl-redirect" || name === "use-regex") continue;
    assertFalse(given({ [name]: value }) === plain, name);
  }
});
