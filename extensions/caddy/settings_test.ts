import { assertEquals } from "@std/assert";
import { readSettings } from "@dekube/engine/pacts";
import { said, testContext } from "@dekube/engine/testing";
import { SETTINGS } from "./settings.ts";

const DEFAULTS = {
  image: "caddy:2-alpine",
  layer4: false,
  http_port: 80,
  https_port: 443,
  email: "",
  tls_internal: false,
};

Deno.test("SETTINGS have defaults", () => {
  assertEquals(readSettings("caddy", SETTINGS, testContext([])), DEFAULTS);
});

Deno.test("SETTINGS take what the user sets", () => {
  const settings = {
    image: "registry.example/caddy:2.10",
    layer4: true,
    http_port: 8080,
    https_port: 8443,
    email: "ops@shop.example",
    tls_internal: true,
  };
  const ctx = testContext([], { settings: { enabled: true, ...settings } });
  assertEquals(readSettings("caddy", SETTINGS, ctx), settings);
  assertEquals(said(ctx), []);
});

Deno.test("SETTINGS take nothing of a wrong type, and that is said", () => {
  const ctx = testContext([], {
    settings: { image: "", http_port: "80", https_port: 0, email: 'a" {', tls_internal: "yes" },
  });
  assertEquals(readSettings("caddy", SETTINGS, ctx), DEFAULTS);
  assertEquals(said(ctx), Array(5).fill("bad-setting"));
});
