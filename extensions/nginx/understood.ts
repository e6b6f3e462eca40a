/**
 * The annotations that are read, or have nothing to act on here.
 *
 * @see https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/
 * @module
 */

import { NGINX } from "./controller.ts";
import { LOST_ANNOTATIONS } from "./without_counterpart.ts";

const KEPT: readonly string[] = [
  ...["allowlist-source-range", "app-root", "auth-method", "auth-realm", "auth-request-redirect"],
  ...["auth-response-headers", "auth-secret", "auth-secret-type", "auth-signin"],
  ...["auth-signin-redirect-param", "auth-tls-match-cn", "auth-tls-secret"],
  ...["auth-tls-verify-client", "auth-type", "auth-url", "backend-protocol", "canary"],
  ...["canary-by-cookie", "canary-by-header", "canary-by-header-pattern"],
  ...["canary-by-header-value", "canary-weight", "canary-weight-total"],
  ...["configuration-snippet", "cors-allow-credentials", "cors-allow-headers"],
  ...["cors-allow-methods", "cors-allow-origin", "cors-expose-headers", "cors-max-age"],
  ...["custom-headers", "enable-access-log", "enable-cors", "force-ssl-redirect"],
  ...["from-to-www-redirect", "limit-burst-multiplier", "limit-connections", "limit-rpm"],
  ...["limit-rps", "permanent-redirect", "permanent-redirect-code", "preserve-trailing-slash"],
  ...["proxy-body-size", "proxy-buffering", "proxy-connect-timeout", "proxy-next-upstream"],
  ...["proxy-next-upstream-tries", "proxy-read-timeout", "proxy-request-buffering"],
  ...["proxy-send-timeout", "proxy-ssl-name", "proxy-ssl-secret", "proxy-ssl-verify"],
  ...["rewrite-target", "server-alias", "ssl-passthrough", "ssl-redirect", "temporal-redirect"],
  ...["temporal-redirect-code", "upstream-vhost", "use-regex", "whitelist-source-range"],
  "x-forwarded-prefix",
];

/** Closed by the engine, which says so. */
const DENIED: readonly string[] = ["denylist-source-range", "enable-modsecurity"];

/** All of them, by their full names. */
export const UNDERSTOOD: readonly string[] = [
  ...new Set([...KEPT, ...DENIED, ...LOST_ANNOTATIONS]),
].map((name) => NGINX.prefix + name);
