/**
 * Headers by which proxies tell backends of a request: what a client sends under their names is not heard.
 *
 * @module
 */

/**
 * Headers that a proxy takes off a request unless it sets them itself. Those of addresses, hosts and schemes that every
 * proxy sets are not among them.
 *
 * @example
 * ```ts
 * import { FORGED_HEADERS } from "@dekube/engine/pacts/proxy";
 * import { assert } from "@std/assert";
 *
 * assert(FORGED_HEADERS.includes("X-Forwarded-Tls-Client-Cert"));
 * ```
 */
export const FORGED_HEADERS: readonly string[] = [
  "Forwarded",
  "X-Real-IP",
  "X-Scheme",
  "X-Original-Forwarded-For",
  ...["Port", "Scheme", "Prefix", "Server", "Ssl", "Uri", "Method"].map((name) =>
    `X-Forwarded-${name}`
  ),
  ...["Tls-Client-Cert", "Tls-Client-Cert-Info"].map((name) => `X-Forwarded-${name}`),
];
