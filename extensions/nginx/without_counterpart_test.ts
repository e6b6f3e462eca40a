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
    "limit-allowlist": "10.0.0.0/8",
    "limit-rate": "100",
    "limit-rate-after": "100",
    "limit-whitelist": "10.0.0.0/8",
    "mirror-target": "https://x",
    "proxy-cookie-domain": "a b",
    "proxy-cookie-path": "/a /b",
    "proxy-redirect-from": "http://a",
    "satisfy": "any",
    "server-snippet": "set $a b;",
    "stream-snippet": "server { }",
  };
  for (const [name, value] of Object.entries(asked)) {
    assertEquals(lost({ [name]: value }), [`warning unsupported-${name}`]);
    assertEquals(LOST_ANNOTATIONS.includes(name), true);
  }
});

Deno.test("reportLost() is silent when nothing is asked for", () => {
  assertEquals(
    lost({
      "satisfy": "all",
      "proxy-cookie-path": "off",
      "proxy-redirect-from": "default",
      "server-snippet": null,
      "custom-http-errors": "",
      "ssl-redirect": "true",
      "force-ssl-redirect": "true",
    }),
    [],
  );
});

Deno.test("reportLost() says what means nothing here", () => {
  assertEquals(lost({ affinity: "cookie", "proxy-buffer-size": "8k" }), [
    ...["info meaningless-annotation", "info meaningless-annotation"],
  ]);
  const snippet = { "modsecurity-snippet": "SecRuleEngine DetectionOnly" };
  assertEquals(lost(snippet), ["info meaningless-annotation"]);
  assertEquals(lost({ "modsecurity-snippet": "SecRule ARGS bad deny" }), []);
  assertEquals(lost({ "auth-signin": "x" }), ["info meaningless-annotation"]);
  assertEquals(lost({ "auth-signin": "x", "auth-url": "x" }), []);
  // What keeps somebody out closes the routes, and the engine says so.
  assertEquals(lost({ "auth-realm": "x" }), []);
});

Deno.test("reportLost() asks for no auth-url when an Ingress is to be asked about by nobody", () => {
  const says = (value: string) => {
    const messages = read(
      (annotations, ctx) => {
        reportLost(annotations);
        return [...ctx.diagnostics].map(({ message }) => message);
      },
      { "enable-global-auth": value },
    )[0];
    return messages.map((message) => message.includes("add auth-url"));
  };
  assertEquals([says("true"), says("false")], [[true], [false]]);
});
