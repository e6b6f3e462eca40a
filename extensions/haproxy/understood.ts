/**
 * The annotations that are read, or have nothing to act on here.
 *
 * @see https://www.haproxy.com/documentation/kubernetes-ingress/community/configuration-reference/ingress/
 * @module
 */

import { HAPROXY } from "./controller.ts";
import { UNKEPT_ANNOTATIONS } from "./without_counterpart.ts";

const KEPT: readonly string[] = [
  ...["allow-list", "auth-realm", "auth-secret", "auth-type", "cors-allow-credentials"],
  ...["cors-allow-headers", "cors-allow-methods", "cors-allow-origin", "cors-enable"],
  ...["cors-max-age", "forwarded-for", "path-rewrite", "rate-limit-period"],
  ...["rate-limit-requests", "request-redirect", "request-redirect-code"],
  ...["request-set-header", "response-set-header", "server-ca", "server-proto", "server-sni"],
  ...["server-ssl", "set-host", "ssl-passthrough", "ssl-redirect", "ssl-redirect-code"],
  ...["timeout-connect", "timeout-server", "whitelist"],
];

/** Closed by the engine, which says so. */
const DENIED: readonly string[] = [
  ...["blacklist", "client-ca", "cr-backend", "deny-list", "route-acl"],
];

/** The class, in one of its spellings. */
const CLASS = "ingress.class";

/** All of them, by their full names. */
export const UNDERSTOOD: readonly string[] = [
  ...new Set([...KEPT, ...DENIED, CLASS, ...UNKEPT_ANNOTATIONS]),
].map((name) => HAPROXY.prefix + name);

/** Those that a Service may have. */
export const ON_SERVICES: readonly string[] = HAPROXY.onServices!
  .map((name) => HAPROXY.prefix + name);
