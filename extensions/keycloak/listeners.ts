/**
 * Where a Keycloak server listens, as its environment says.
 *
 * @module
 */

import { type Env, portNumber } from "@dekube/engine/pacts/kubernetes";

/** Ports of a server. */
export interface Listeners {
  /** Plain HTTP, where it is on. */
  http?: number;
  /** HTTPS, where there is a certificate. */
  https?: number;
  /** Health and metrics. */
  management: number;
}

/** Variables that give the server a certificate. */
export const CERTIFICATE_VARIABLES = [
  "KC_HTTPS_CERTIFICATE_FILE",
  "KC_HTTPS_KEY_STORE_FILE",
] as const;

/** The ports of a server with this environment. */
export function listenersOf(env: Env): Listeners {
  const isSecure = CERTIFICATE_VARIABLES.some((name) => env[name]);
  return {
    ...(env.KC_HTTP_ENABLED === "true" ? { http: portNumber(env.KC_HTTP_PORT) ?? 8080 } : {}),
    ...(isSecure ? { https: portNumber(env.KC_HTTPS_PORT) ?? 8443 } : {}),
    management: portNumber(env.KC_HTTP_MANAGEMENT_PORT) ?? 9000,
  };
}
