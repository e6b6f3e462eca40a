import { assertEquals } from "@std/assert";
import { read, type Short } from "./_testing.ts";
import { LOST_ANNOTATIONS, reportLost } from "./without_counterpart.ts";

function lost(short: Short): string[] {
  return read(reportLost, short)[1];
}

Deno.test("reportLost() says what an annotation asks for in vain", () => {
  const asked: Short = {
    "auth-always-set-cookie": "true",
    "auth-proxy-set-headers": "shop/headers",
    "auth-snippet": "proxy_set_header a b;",
    "connection-proxy-header": "keep-alive",
    "custom-http-errors": "404,503",
    "default-backend": "errors",
    "from-to-www-redirect": "true",
    "limit-allowlist": "10.0.0.0/8",
    "limit-connections": "5",
    "limit-rate": "100",
    "limit-rate-after": "100",
    "limit-whitelist": "10.0.0.0/8",
    "mirror-target": "https://x",
    "modsecurity-snippet": "SecRuleEngine On",
    "proxy-cookie-domain": "a b",
    "proxy-cookie-path": "/a /b",
    "proxy-redirect-from": "http://a",
    "satisfy": "any",
    "server-snippet": "set $a b;",
    "ssl-passthrough": "true",
    "stream-snippet": "server { }",
  };
  for (const [name, value] of Object.entries(asked)) {
    const kind = name === "modsecurity-snippet" ? "invalid" : "unsupported";
    assertEquals(lost({ [name]: value }), [`warning ${kind}-${name}`]);
    assertEquals(LOST_ANNOTATIONS.includes(name), true);
  }
  assertEquals(lost({ "x-forwarded-prefix": "/a", "rewrite-target": "/b" }), [
    "warning unsupported-x-forwarded-prefix",
  ]);
});

Deno.test("reportLost() is silent when nothing is asked for", () => {
  assertEquals(
    lost({
      "satisfy": "all",
      "from-to-www-redirect": "false",
      "limit-connections": "0",
      "proxy-cookie-path": "off",
      "proxy-redirect-from": "default",
      "ssl-passthrough": null,
      "x-forwarded-prefix": "/a",
      "custom-http-errors": "",
      "ssl-redirect": "true",
      "force-ssl-redirect": "true",
    }),
    [],
  );
});

Deno.test("reportLost() says that HTTPS is enforced only when that is not wanted", () => {
  assertEquals(lost({ "ssl-redirect": "false" }), ["info always-https"]);
  assertEquals(lost({ "ssl-redirect": "maybe" }), ["warning invalid-ssl-redirect"]);
});
