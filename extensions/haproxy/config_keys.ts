/**
 * The keys of the ConfigMap of HAProxy's own controller, and what becomes of them.
 *
 * @see https://www.haproxy.com/documentation/kubernetes-ingress/community/configuration-reference/configmap/
 * @module
 */

import type { ConfigKeys } from "@dekube/engine/pacts/ingress";

/** Keys that annotations are called as well. */
export const DEFAULTS: ReadonlySet<string> = new Set([
  ...["allow-list", "auth-realm", "auth-secret", "auth-type", "blacklist"],
  ...["cors-allow-credentials", "cors-allow-headers", "cors-allow-methods", "cors-allow-origin"],
  ...["cors-enable", "cors-max-age", "deny-list", "forwarded-for", "path-rewrite"],
  ...["rate-limit-period", "rate-limit-requests", "request-redirect", "request-redirect-code"],
  ...["request-set-header", "response-set-header", "server-ca", "server-proto", "server-sni"],
  ...["server-ssl", "set-host", "ssl-passthrough", "ssl-redirect", "ssl-redirect-code"],
  ...["timeout-connect", "timeout-server", "whitelist"],
]);

/** Keys that close routes, whatever else they say. */
const CLOSING: readonly string[] = ["client-ca", "cr-backend", "cr-defaults", "cr-frontend"];

/** What the client's address is, for keys that say who else is believed. */
export const OWN_ADDRESS =
  "the client's address is that of its connection, whatever a header says: lists of networks are held to it";

/** What is not kept of lines that HAProxy reads itself. */
export const OWN_LINES = "lines of HAProxy's own configuration can't be kept";

/** What means nothing here, by why. */
const MEANINGLESS: Readonly<Record<string, readonly string[]>> = {
  "there is one container behind a Service, which has a health check of its own": [
    ...["check", "check-http", "check-interval", "cookie-persistence"],
    ...["cookie-persistence-no-dynamic", "load-balance", "scale-server-slots", "server-slots"],
    ...["servers-increment", "standalone-backend", "timeout-check", "timeout-queue"],
  ],
  "the proxy's process, connections, certificates and times are its own": [
    ...["abortonclose", "clean-certs", "client-crt-optional", "client-strict-sni"],
    ...["generate-certificates-signer", "hard-stop-after", "http-connection-mode"],
    ...["http-keep-alive", "http-server-close", "nbthread", "quic-alt-svc-max-age"],
    ...["quic-announce-port", "rate-limit-size", "ssl-offloading", "ssl-redirect-port", "tls-alpn"],
    ...["client", "client-fin", "http-keep-alive", "http-request", "server-fin", "tunnel"]
      .map((name) => `timeout-${name}`),
  ],
  "its logs and its status are its own": [
    ...["dontlognull", "log-format", "log-format-tcp", "logasap", "request-capture"],
    ...["request-capture-len", "stats-config-snippet", "syslog-server"],
  ],
};

/** Those of which nothing is said. */
export const MEANINGLESS_KEYS: readonly string[] = Object.values(MEANINGLESS).flat();

/** All of them. */
export const CONFIG_KEYS: ConfigKeys = {
  understood: [...DEFAULTS, ...CLOSING, ...MEANINGLESS_KEYS],
  lost: [
    { what: OWN_ADDRESS, keys: ["proxy-protocol", "src-ip-header"] },
    {
      what: OWN_LINES,
      keys: [
        ...["backend-config-snippet", "config-snippet", "cr-global", "frontend-config-snippet"],
        "global-config-snippet",
      ],
      // The user's own annotations stand for such lines, too.
      pattern: /^(?:frontend|backend)\..*\//,
    },
    { what: "connections are not limited", keys: ["maxconn", "pod-maxconn"] },
    {
      what: "who asks too often gets the proxy's own status, 429",
      keys: ["rate-limit-status-code"],
      isAsked: (value) => value !== "429",
    },
    { what: "no client is exempt from the rate limit", keys: ["rate-limit-whitelist"] },
    { what: "backends get no PROXY header", keys: ["send-proxy-protocol"] },
    { what: "backends are shown no certificate", keys: ["server-crt"] },
    {
      what: "hosts without a certificate of their own get one of the proxy's",
      keys: ["ssl-certificate"],
    },
  ],
};
