import { assertEquals } from "@std/assert";
import { codes, fakeContext } from "./_testing.ts";
import { readSettings } from "./settings.ts";

const DEFAULTS = {
  image: "caddy:2-alpine",
  httpPort: 80,
  httpsPort: 443,
  email: "",
  tlsInternal: false,
};

Deno.test("readSettings() has defaults", () => {
  assertEquals(readSettings(fakeContext()), DEFAULTS);
});

Deno.test("readSettings() reads what the user set", () => {
  const settings = {
    enabled: true,
    image: "registry.example/caddy:2.10",
    http_port: 8080,
    https_port: 8443,
    email: "ops@shop.example",
    tls_internal: true,
  };
  const ctx = fakeContext({ settings });
  assertEquals(readSettings(ctx), {
    image: "registry.example/caddy:2.10",
    httpPort: 8080,
    httpsPort: 8443,
    email: "ops@shop.example",
    tlsInternal: true,
  });
  assertEquals(codes(ctx), []);
});

Deno.test("readSettings() ignores what is of a wrong type, and says so", () => {
  const ctx = fakeContext({
    settings: { image: "", http_port: "80", https_port: 0, email: 'a" {', tls_internal: "yes" },
  });
  assertEquals(readSettings(ctx), DEFAULTS);
  assertEquals(codes(ctx), Array(5).fill("warning bad-setting"));
});
