import { assertEquals } from "@std/assert";
import { listenersOf } from "./listeners.ts";

Deno.test("listenersOf() reads ports from the environment", () => {
  assertEquals(listenersOf({ KC_HTTP_ENABLED: "true" }), { http: 8080, management: 9000 });
  assertEquals(listenersOf({ KC_HTTPS_KEY_STORE_FILE: "/x" }), { https: 8443, management: 9000 });
  assertEquals(
    listenersOf({
      KC_HTTP_ENABLED: "true",
      KC_HTTP_PORT: "80",
      KC_HTTPS_CERTIFICATE_FILE: "/x",
      KC_HTTPS_PORT: "443",
      KC_HTTP_MANAGEMENT_PORT: "1",
    }),
    { http: 80, https: 443, management: 1 },
  );
});

Deno.test("listenersOf() takes the defaults when a port is none", () => {
  assertEquals(
    listenersOf({ KC_HTTP_ENABLED: "true", KC_HTTP_PORT: "x", KC_HTTP_MANAGEMENT_PORT: "0" }),
    { http: 8080, management: 9000 },
  );
});
