import { assertEquals } from "@std/assert";
import { specOf } from "./_testing.ts";
import { healthcheckOf } from "./healthcheck.ts";
import type { Env } from "@dekube/engine/pacts/kubernetes";
import { listenersOf } from "./listeners.ts";

function script(env: Env, major = 26): string | undefined {
  return healthcheckOf(specOf({}), env, listenersOf(env), major)?.test?.[3];
}

const PLAIN = { KC_HTTP_ENABLED: "true" };
const SECURE = { KC_HTTPS_CERTIFICATE_FILE: "/mnt/certificates/tls.crt" };

function asks(port: number, path: string): string {
  return `exec 3<>/dev/tcp/127.0.0.1/${port} && ` +
    `printf 'GET %s HTTP/1.0\\r\\nHost: localhost\\r\\n\\r\\n' ${path} >&3 && ` +
    'read -r -t 4 _ status _ <&3 && [ "$status" = 200 ]';
}

Deno.test("healthcheckOf() asks the management port for readiness", () => {
  assertEquals(script(PLAIN), asks(9000, "/health/ready"));
  assertEquals(script({ ...PLAIN, KC_HTTP_MANAGEMENT_PORT: "9001" }), asks(9001, "/health/ready"));
  assertEquals(
    script({ ...PLAIN, KC_HTTP_RELATIVE_PATH: "/auth/" }),
    asks(9000, "/auth/health/ready"),
  );
  assertEquals(
    script({ ...PLAIN, KC_HTTP_RELATIVE_PATH: "/a", KC_HTTP_MANAGEMENT_RELATIVE_PATH: "/m" }),
    asks(9000, "/m/health/ready"),
  );
});

Deno.test("healthcheckOf() asks the main port when health is there", () => {
  assertEquals(script(PLAIN, 24), asks(8080, "/health/ready"));
  assertEquals(
    script({ ...PLAIN, KC_HTTP_PORT: "80", KC_LEGACY_OBSERVABILITY_INTERFACE: "true" }),
    asks(80, "/health/ready"),
  );
  assertEquals(
    script({ ...PLAIN, KC_HTTP_MANAGEMENT_HEALTH_ENABLED: "false" }),
    asks(8080, "/health/ready"),
  );
});

Deno.test("healthcheckOf() is content with an open port when only TLS is spoken there", () => {
  assertEquals(script(SECURE), "exec 3<>/dev/tcp/127.0.0.1/8443");
  assertEquals(script({ ...SECURE, ...PLAIN }), "exec 3<>/dev/tcp/127.0.0.1/8443");
  assertEquals(script(SECURE, 24), "exec 3<>/dev/tcp/127.0.0.1/8443");
  assertEquals(
    script({ ...SECURE, KC_HTTP_MANAGEMENT_SCHEME: "http" }),
    asks(9000, "/health/ready"),
  );
});

Deno.test("healthcheckOf() quotes a path that would mean something to the shell", () => {
  assertEquals(
    script({ ...PLAIN, KC_HTTP_RELATIVE_PATH: "/$(id)'" }),
    asks(9000, `'/$(id)'\\''/health/ready'`),
  );
});

Deno.test("healthcheckOf() makes none when health is off", () => {
  assertEquals(script({ ...PLAIN, KC_HEALTH_ENABLED: "false" }), undefined);
});

Deno.test("healthcheckOf() takes its times from the probes", () => {
  const timing = (spec: object) => {
    const { test: _test, ...rest } = healthcheckOf(specOf(spec), PLAIN, listenersOf(PLAIN), 26)!;
    return rest;
  };
  assertEquals(timing({}), {
    interval: "10s",
    timeout: "5s",
    retries: 3,
    start_period: "600s",
  });
  assertEquals(
    timing({
      readinessProbe: { periodSeconds: 20, failureThreshold: 5 },
      startupProbe: { periodSeconds: 2, failureThreshold: "30" },
    }),
    { interval: "20s", timeout: "5s", retries: 5, start_period: "60s" },
  );
});
