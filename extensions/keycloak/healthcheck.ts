/**
 * The operator's probes as a Compose health check.
 *
 * @module
 */

import { withoutEnd } from "@dekube/engine/pacts";
import type { ComposeHealthcheck } from "@dekube/engine/pacts";
import { type Env, secondsText, shellQuote } from "@dekube/engine/pacts/kubernetes";
import type { Listeners } from "./listeners.ts";
import type { Spec } from "./spec.ts";

/** Before this version health was answered at the main port. */
const FIRST_WITH_MANAGEMENT = 25;

/**
 * Asks for `/health/ready` as the operator's readiness probe does; its startup probe gives the server
 * time. `undefined` where health is off.
 */
export function healthcheckOf(
  spec: Spec,
  env: Env,
  listeners: Listeners,
  major: number,
): ComposeHealthcheck | undefined {
  if (env.KC_HEALTH_ENABLED === "false") return undefined;
  const startup = probe(spec, "startupProbe", 1, 600);
  const readiness = probe(spec, "readinessProbe", 10, 3);
  return {
    test: ["CMD", "bash", "-c", script(env, listeners, major)],
    interval: secondsText(readiness.period),
    timeout: "5s",
    retries: readiness.failures,
    start_period: secondsText(startup.period * startup.failures),
  };
}

function probe(
  spec: Spec,
  field: string,
  period: number,
  failures: number,
): { period: number; failures: number } {
  return {
    period: spec.number(`${field}.periodSeconds`) || period,
    failures: spec.number(`${field}.failureThreshold`) || failures,
  };
}

/** The image has neither curl nor wget, and bash speaks no TLS: there an open port must do. */
function script(env: Env, listeners: Listeners, major: number): string {
  const { http, https, management } = listeners;
  const isOnMainPort = major < FIRST_WITH_MANAGEMENT ||
    env.KC_LEGACY_OBSERVABILITY_INTERFACE === "true" ||
    env.KC_HTTP_MANAGEMENT_HEALTH_ENABLED === "false";
  const isPlain = isOnMainPort
    ? http !== undefined
    : https === undefined || env.KC_HTTP_MANAGEMENT_SCHEME === "http";
  if (!isPlain) return `exec 3<>/dev/tcp/127.0.0.1/${https ?? http ?? management}`;

  const root = (isOnMainPort ? "" : env.KC_HTTP_MANAGEMENT_RELATIVE_PATH) ||
    env.KC_HTTP_RELATIVE_PATH || "/";
  const path = `${root.startsWith("/") ? "" : "/"}${withoutEnd(root, "/")}/health/ready`;
  return [
    `exec 3<>/dev/tcp/127.0.0.1/${isOnMainPort ? http : management}`,
    `printf 'GET %s HTTP/1.0\\r\\nHost: localhost\\r\\n\\r\\n' ${shellQuote(path)} >&3`,
    "read -r -t 4 _ status _ <&3",
    '[ "$status" = 200 ]',
  ].join(" && ");
}
