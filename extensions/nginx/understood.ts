/**
 * The annotations that are read, or have nothing to act on here.
 *
 * @module
 */

import { NGINX } from "./controller.ts";
import { LOST_ANNOTATIONS } from "./without_counterpart.ts";

const KEPT: readonly string[] = [
  ...["allowlist-source-range", "app-root", "auth-method", "auth-realm", "auth-request-redirect"],
  ...["auth-response-headers", "auth-secret", "auth-secret-type", "auth-signin"],
  ...["auth-signin-redirect-param", "auth-tls-match-cn", "auth-tls-secret"],
  ...["auth-tls-verify-client", "auth-type", "auth-url", "backend-protocol", "canary"],
  ...["configuration-snippet", "cors-allow-credentials", "cors-allow-headers"],
  ...["cors-allow-methods", "cors-allow-origin", "cors-expose-headers", "cors-max-age"],
  ...["custom-headers", "enable-cors", "force-ssl-redirect", "limit-burst-multiplier"],
  ...["limit-rpm", "limit-rps", "permanent-redirect", "permanent-redirect-code"],
  ...["preserve-trailing-slash", "proxy-body-size", "proxy-connect-timeout"],
  ...["proxy-read-timeout", "proxy-send-timeout", "proxy-ssl-name", "proxy-ssl-secret"],
  ...["proxy-ssl-server-name", "proxy-ssl-verify", "rewrite-target", "server-alias"],
  ...["ssl-redirect", "temporal-redirect", "temporal-redirect-code", "upstream-vhost"],
  ...["use-regex", "whitelist-source-range"],
];

/** Closed by the engine, which says so. */
const DENIED: readonly string[] = [
  ...["denylist-source-range", "enable-modsecurity"],
];

/** About many pods behind a Service, about nginx's own memory and logs, or about its other settings. */
const MEANINGLESS: readonly string[] = [
  ...["affinity", "affinity-canary-behavior", "affinity-mode", "auth-cache-duration"],
  ...["auth-cache-key", "auth-keepalive", "auth-keepalive-requests"],
  ...["auth-keepalive-share-vars", "auth-keepalive-timeout", "canary-by-cookie"],
  ...["canary-by-header", "canary-by-header-pattern", "canary-by-header-value"],
  ...["canary-weight", "canary-weight-total", "client-body-buffer-size", "enable-access-log"],
  ...["enable-global-auth", "enable-rewrite-log", "enable-websocket", "http2-push-preload"],
  ...["load-balance", "proxy-buffer-size", "proxy-buffering", "proxy-buffers-number"],
  ...["proxy-busy-buffers-size", "proxy-http-version", "proxy-max-temp-file-size"],
  ...["proxy-next-upstream", "proxy-next-upstream-timeout", "proxy-next-upstream-tries"],
  ...["proxy-request-buffering", "relative-redirects", "service-upstream"],
  ...["session-cookie-change-on-failure", "session-cookie-conditional-samesite-none"],
  ...["session-cookie-domain", "session-cookie-expires", "session-cookie-max-age"],
  ...["session-cookie-name", "session-cookie-path", "session-cookie-samesite"],
  ...["session-cookie-secure", "upstream-hash-by", "upstream-hash-by-subset"],
  ...["upstream-hash-by-subset-size", "websocket-services"],
];

/** All of them, by their full names. */
export const UNDERSTOOD: readonly string[] = [
  ...new Set([...KEPT, ...DENIED, ...LOST_ANNOTATIONS, ...MEANINGLESS]),
].map((name) => NGINX.prefix + name);
