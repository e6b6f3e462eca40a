/**
 * The keys of the controller's own ConfigMap, and what becomes of them.
 *
 * @see https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/configmap/
 * @module
 */

import { type ConfigKeys, type LostKeys, parseFlag } from "@dekube/engine/pacts/ingress";

/** Keys that are the defaults of annotations, each with the annotation and those in whose place that stands. */
export const DEFAULTS: Readonly<Record<string, readonly string[]>> = {
  "denylist-source-range": ["denylist-source-range"],
  "enable-modsecurity": ["enable-modsecurity"],
  "modsecurity-snippet": ["modsecurity-snippet"],
  "whitelist-source-range": ["whitelist-source-range", "allowlist-source-range"],
  // These keep nobody out.
  ...Object.fromEntries(
    [
      ...["force-ssl-redirect", "preserve-trailing-slash", "proxy-body-size", "proxy-buffering"],
      ...["proxy-connect-timeout", "proxy-next-upstream", "proxy-next-upstream-tries"],
      ...["proxy-read-timeout", "proxy-request-buffering", "proxy-send-timeout", "ssl-redirect"],
    ].map((name) => [name, [name]]),
  ),
};

/**
 * Keys that no annotation is called, and that hold for all Ingresses. They are read as annotations of their names are, which
 * no Ingress has.
 */
export const GLOBALS: readonly string[] = [
  ...["add-headers", "disable-access-log", "disable-http-access-log", "enable-brotli"],
  ...["generate-request-id", "hide-headers", "hsts", "hsts-include-subdomains", "hsts-max-age"],
  ...["hsts-preload", "http-redirect-code", "no-tls-redirect-locations"],
  ...["proxy-add-original-uri-header", "proxy-set-headers", "ssl-protocols", "use-gzip"],
];

/** How the controller asks another server before all requests, and where not: `global-auth-…`. */
export const GLOBAL_AUTH_KEYS: readonly string[] = [
  ...["method", "signin", "signin-redirect-param", "response-headers", "request-redirect"],
  ...["snippet", "cache-key", "cache-duration", "always-set-cookie"],
];

/** Keys that refuse requests, whatever Ingresses say. Lua plugins may do anything. */
export const REFUSING: readonly string[] = [
  ...["block-cidrs", "block-user-agents", "block-referers", "plugins"],
];

/** Lines of nginx's config for all. Of the main block and of streams no request hears. */
export const SNIPPETS: readonly string[] = ["http-snippet", "server-snippet", "location-snippet"];

const OWN_ADDRESS =
  "the client's address is that of its connection, whatever a header says: lists of networks are held to it";
const TRUSTING: readonly string[] = [
  "enable-real-ip",
  "use-forwarded-headers",
  "use-proxy-protocol",
];

/** What is lost. */
const LOST: readonly LostKeys[] = [
  { what: OWN_ADDRESS, keys: TRUSTING, isAsked: isTrue },
  {
    what: OWN_ADDRESS,
    keys: [
      ...["compute-full-forwarded-for", "forwarded-for-header", "proxy-real-ip-cidr"],
      ...["forwarded-for-proxy-protocol-header", "forwarded-host-header"],
    ],
    isAsked: (value, data) =>
      value !== "false" && TRUSTING.some((key) => isTrue((data[key] ?? "").trim())),
  },
  {
    what: "who may come in is asked there as well",
    keys: ["no-auth-locations"],
    isAsked: (value) => value !== "/.well-known/acme-challenge",
  },
  { what: "errors reach the client as the backend answers them", keys: ["custom-http-errors"] },
  {
    what: "the speed of responses is not limited",
    keys: ["limit-rate", "limit-rate-after"],
    isAsked: (value) => value !== "0",
  },
  {
    what: "who asks too often gets 429",
    keys: ["limit-req-status-code", "limit-conn-status-code"],
    isAsked: (value) => value !== "429",
  },
  {
    what: "cookies and redirects of the backend stay as they are",
    keys: ["proxy-cookie-domain", "proxy-cookie-path", "proxy-redirect-from", "proxy-redirect-to"],
    isAsked: (value) => !["off", "default"].includes(value),
  },
  {
    what: "lines of nginx's own configuration have no counterpart here",
    keys: [...SNIPPETS, "main-snippet", "stream-snippet"],
  },
  { what: "clients are spoken to with the ciphers that the proxy has", keys: ["ssl-ciphers"] },
  { what: "all requests are logged", keys: ["skip-access-log-urls"] },
  { what: "the proxy listens at all addresses of this machine", keys: ["bind-address"] },
  {
    what: "headers of such names may not reach the backend",
    keys: ["enable-underscores-in-headers"],
    isAsked: isTrue,
  },
  {
    what: "headers of such names may not reach the backend",
    keys: ["ignore-invalid-headers"],
    isAsked: (value) => parseFlag(value) === false,
  },
  {
    what: "nobody knows which country a client is in",
    keys: ["use-geoip", "use-geoip2"],
    isAsked: isTrue,
  },
];

/** What means nothing here, by why. */
const MEANINGLESS: Readonly<Record<string, readonly string[]>> = {
  "there is one container behind a Service": [
    ...["load-balance", "proxy-next-upstream-timeout", "retry-non-idempotent", "service-upstream"],
    ...["upstream-fail-timeout", "upstream-keepalive-connections", "upstream-keepalive-requests"],
    ...["upstream-keepalive-time", "upstream-keepalive-timeout", "upstream-max-fails"],
  ],
  "the proxy's process, buffers, connections and times are its own": [
    ...["client-body-buffer-size", "client-body-timeout", "client-header-buffer-size"],
    ...["client-header-timeout", "disable-ipv6", "disable-ipv6-dns", "enable-aio-write"],
    ...["enable-multi-accept", "enable-serial-reloads", "grpc-buffer-size-kb"],
    ...["http2-max-concurrent-streams", "http2-max-field-size", "http2-max-header-size"],
    ...["http2-max-requests", "keep-alive", "keep-alive-requests", "large-client-header-buffers"],
    ...["limit-conn-zone-variable", "lua-shared-dicts", "map-hash-bucket-size"],
    ...["max-worker-connections", "max-worker-open-files", "proxy-buffer-size"],
    ...["proxy-buffers-number", "proxy-busy-buffers-size", "proxy-headers-hash-bucket-size"],
    ...["proxy-headers-hash-max-size", "proxy-http-version", "proxy-max-temp-file-size"],
    ...["proxy-protocol-header-timeout", "proxy-stream-next-upstream"],
    ...["proxy-stream-next-upstream-timeout", "proxy-stream-next-upstream-tries"],
    ...["proxy-stream-responses", "proxy-stream-timeout", "reuse-port"],
    ...["server-name-hash-bucket-size", "server-name-hash-max-size"],
    ...["variables-hash-bucket-size", "variables-hash-max-size", "worker-cpu-affinity"],
    ...["worker-processes", "worker-shutdown-timeout"],
  ],
  "its logs, its status and its traces are its own": [
    ...["access-log-params", "access-log-path", "debug-connections", "disable-stream-access-log"],
    ...["enable-access-log-for-default-backend", "enable-auth-access-log", "enable-opentelemetry"],
    ...["enable-opentracing", "enable-syslog", "enable-vts-status", "error-log-level"],
    ...["error-log-path", "http-access-log-path", "log-format-escape-json"],
    ...["log-format-escape-none", "log-format-stream", "log-format-upstream"],
    ...["nginx-status-ipv4-whitelist", "nginx-status-ipv6-whitelist", "opentelemetry-config"],
    ...["opentelemetry-operation-name", "opentelemetry-trust-incoming-span"],
    ...["opentracing-location-operation-name", "opentracing-operation-name"],
    ...["opentracing-trust-incoming-span", "otel-max-export-batch-size", "otel-max-queuesize"],
    ...["otel-sampler", "otel-sampler-parent-based", "otel-sampler-ratio"],
    ...["otel-schedule-delay-millis", "otel-service-name", "otlp-collector-host"],
    ...["otlp-collector-port", "stream-access-log-path", "syslog-host", "syslog-port"],
    ...["baggage-header", "collector-host", "collector-port", "debug-header", "endpoint"]
      .map((name) => `jaeger-${name}`),
    ...["propagation-format", "sampler-host", "sampler-param", "sampler-port", "sampler-type"]
      .map((name) => `jaeger-${name}`),
    ...["service-name", "trace-baggage-header-prefix", "trace-context-header-name"]
      .map((name) => `jaeger-${name}`),
    ...["collector-host", "collector-port", "service-name", "sample-rate"]
      .map((name) => `zipkin-${name}`),
    ...["collector-host", "collector-port", "environment", "operation-name-override"]
      .map((name) => `datadog-${name}`),
    ...["priority-sampling", "sample-rate", "service-name"].map((name) => `datadog-${name}`),
  ],
  "how it speaks TLS and HTTP, compresses and calls itself is up to the proxy": [
    ...["allow-backend-server-header", "brotli-level", "brotli-min-length", "brotli-types"],
    ...["default-type", "enable-ocsp", "geoip2-autoreload-in-minutes", "gzip-disable"],
    ...["gzip-level", "gzip-min-length", "gzip-types", "proxy-ssl-location-only"],
    ...["relative-redirects", "server-tokens", "ssl-buffer-size", "ssl-dh-param", "ssl-early-data"],
    ...["ssl-ecdh-curve", "ssl-reject-handshake", "ssl-session-cache", "ssl-session-cache-size"],
    ...["ssl-session-ticket-key", "ssl-session-tickets", "ssl-session-timeout", "use-http2"],
  ],
  "which objects are taken is said when they are made": [
    ...["allow-cross-namespace-resources", "allow-snippet-annotations"],
    ...["annotation-value-word-blocklist", "annotations-risk-level"],
    ...["global-allowed-response-headers", "strict-validate-path-type"],
  ],
  "errors reach the client as the backend answers them": ["disable-proxy-intercept-errors"],
  "without enable-modsecurity it has nothing to act on": ["enable-owasp-modsecurity-crs"],
};

/** Those of which nothing is said. */
export const MEANINGLESS_KEYS: readonly string[] = Object.values(MEANINGLESS).flat();

/** All of them. */
export const CONFIG_KEYS: ConfigKeys = {
  understood: [
    ...Object.keys(DEFAULTS),
    ...GLOBALS,
    "global-auth-url",
    ...GLOBAL_AUTH_KEYS.map((name) => `global-auth-${name}`),
    ...REFUSING,
    ...MEANINGLESS_KEYS,
  ],
  lost: LOST,
};

function isTrue(value: string): boolean {
  return parseFlag(value) === true;
}
