/**
 * The keys of the ConfigMap of haproxy-ingress, the other controller of the class. None is kept, as none of its annotations
 * is; what restricts closes the routes.
 *
 * @see https://haproxy-ingress.github.io/docs/configuration/keys/
 * @module
 */

import { type ConfigKeys, parseFlag } from "@dekube/engine/pacts/ingress";
import { OWN_ADDRESS, OWN_LINES } from "./config_keys.ts";

/** Keys that restrict, and those that say more of what they ask. */
const CLOSING: readonly string[] = [
  ...["allowlist-source-header", "allowlist-source-range", "denylist-source-range"],
  ...["auth-external-placement", "auth-headers-fail", "auth-headers-request"],
  ...["auth-headers-succeed", "auth-log-format", "auth-method", "auth-proxy", "auth-realm"],
  ...["auth-secret", "auth-signin", "auth-tls-cert-header", "auth-tls-default-secret"],
  ...["auth-tls-error-page", "auth-tls-secret", "auth-tls-strict", "auth-tls-verify-client"],
  ...["auth-url", "modsecurity-args", "modsecurity-endpoints", "modsecurity-timeout-hello"],
  ...["modsecurity-timeout-idle", "modsecurity-timeout-processing", "modsecurity-use-coraza"],
  ...["oauth", "oauth-headers", "oauth-uri-prefix", "waf", "waf-mode", "whitelist-source-range"],
];

/** What means nothing here, by why. */
const MEANINGLESS: Readonly<Record<string, readonly string[]>> = {
  "there is one container behind a Service, which has a health check of its own": [
    ...["addr", "interval", "port", "send"].map((name) => `agent-check-${name}`),
    ...["affinity", "assign-backend-server-id", "backend-check-interval", "backend-server-naming"],
    ...["backend-server-slots-increment", "balance-algorithm", "close-sessions-duration"],
    ...["cookie-key", "drain-support", "drain-support-redispatch", "dynamic-scaling"],
    ...["addr", "fall-count", "interval", "port", "rise-count", "uri"]
      .map((name) => `health-check-${name}`),
    ...["initial-weight", "load-server-state", "peers-name", "peers-port", "peers-table"],
    ...["peers-table-global", "service-upstream", "slots-min-free", "source-address-intf"],
    ...["domain", "dynamic", "keywords", "name", "preserve", "shared", "strategy", "value-strategy"]
      .map((name) => `session-cookie-${name}`),
    "timeout-queue",
  ],
  "the proxy's process, names, certificates and times are its own": [
    ...["emails", "endpoint", "expiring", "preferred-chain", "shared", "terms-agreed"]
      .map((name) => `acme-${name}`),
    ...["allow-local-bind", "cert-signer", "cpu-map", "create-default-frontends"],
    ...["dns-accepted-payload-size", "dns-cluster-domain", "dns-hold-obsolete", "dns-hold-valid"],
    ...["dns-resolvers", "dns-timeout-retry", "external-has-lua", "groupname", "http-port"],
    ...["https-port", "master-exit-on-failure", "nbthread", "ssl-dh-default-max-size"],
    ...["ssl-dh-param", "ssl-engine", "ssl-fingerprint-lower", "ssl-fingerprint-sha2-bits"],
    ...["ssl-headers-prefix", "ssl-mode-async", "timeout-client", "timeout-client-fin"],
    ...["timeout-http-request", "timeout-keep-alive", "timeout-server-fin", "timeout-stop"],
    ...["timeout-tunnel", "tls-alpn", "use-chroot", "use-cpu-map", "use-haproxy-user"],
    ...["use-resolver", "username", "var-namespace", "worker-max-reloads"],
  ],
  "its logs and its status are its own": [
    ...["bind-ip-addr-healthz", "bind-ip-addr-prometheus", "bind-ip-addr-stats", "healthz-port"],
    ...["http-log-format", "http-response-prometheus-root", "https-log-format", "prometheus-port"],
    ...["stats-auth", "stats-port", "stats-proxy-protocol", "stats-ssl-cert", "syslog-endpoint"],
    ...["syslog-format", "syslog-length", "syslog-tag", "tcp-log-format", "tcp-service-log-format"],
  ],
  "which objects are taken is said when they are made": [
    ...["cross-namespace-secrets-ca", "cross-namespace-secrets-crt"],
    ...["cross-namespace-secrets-passwd", "cross-namespace-services"],
  ],
  "here HTTPS is asked of clients themselves": [
    ...["ssl-always-follow-redirect", "use-forwarded-proto"],
  ],
};

const SENT_ON =
  "HTTP is sent on to HTTPS with 302 where an Ingress has TLS, and served where it has none";

/** All of them. */
export const OTHER_CONFIG_KEYS: ConfigKeys = {
  understood: [...CLOSING, ...Object.values(MEANINGLESS).flat()],
  lost: [
    {
      what: OWN_ADDRESS,
      keys: ["forwardfor", "original-forwarded-for-hdr", "real-ip-hdr", "use-proxy-protocol"],
      isAsked: (value) =>
        !["add", "false", "X-Original-Forwarded-For", "X-Real-IP"].includes(value),
    },
    {
      what: SENT_ON,
      keys: ["no-redirect-locations", "no-tls-redirect-locations"],
      isAsked: (value) => value !== "/.well-known/acme-challenge",
    },
    {
      what: SENT_ON,
      keys: ["ssl-redirect", "ssl-redirect-code"],
      isAsked: (value) => parseFlag(value) !== true && value !== "302",
    },
    { what: SENT_ON, keys: ["ssl-always-add-https"], isAsked: isOn },
    {
      what: "headers of requests and answers stay as they are",
      keys: [
        ...["headers", "hsts", "hsts-include-subdomains", "hsts-max-age", "hsts-preload"],
        ...["add", "del", "set"].flatMap((verb) => [
          `request-${verb}-headers`,
          `response-${verb}-headers`,
        ]),
      ],
      isAsked: isOn,
    },
    {
      what: "the proxy lets in no pages of other origins",
      keys: [
        ...["cors-allow-credentials", "cors-allow-headers", "cors-allow-methods"],
        ...["cors-allow-origin", "cors-allow-origin-regex", "cors-enable", "cors-expose-headers"],
        "cors-max-age",
      ],
      isAsked: (_, data) => parseFlag((data["cors-enable"] ?? "").trim()) === true,
    },
    {
      what: "requests and connections are not limited",
      keys: [
        ...["limit-connections", "limit-rps", "limit-whitelist", "max-connections"],
        ...["maxconn-server", "maxqueue-server", "proxy-body-size"],
      ],
      isAsked: (value) => value !== "unlimited",
    },
    {
      what: "the proxy waits for backends as long as it does",
      keys: ["timeout-connect", "timeout-server"],
    },
    {
      what: "hosts and paths are read as Ingresses write them",
      keys: [
        ...["app-root", "default-backend-redirect", "default-backend-redirect-code"],
        ...["http-header-match", "http-header-match-regex", "path-type", "path-type-order"],
        ...["redirect-from", "redirect-from-code", "redirect-from-regex", "redirect-to"],
        ...["redirect-to-code", "rewrite-target", "server-alias", "server-alias-regex"],
        "strict-host",
      ],
      isAsked: isOn,
    },
    {
      what: "backends are spoken to by HTTP",
      keys: [
        ...["backend-protocol", "fcgi-app", "fcgi-enabled-apps", "proxy-protocol"],
        ...["secure-backends", "secure-crt-secret", "secure-sni", "secure-verify-ca-secret"],
        ...["secure-verify-hostname", "ssl-cipher-suites-backend", "ssl-ciphers-backend"],
        "ssl-options-backend",
      ],
      isAsked: (value) => isOn(value) && value !== "h1",
    },
    {
      what: "TLS of clients ends at the proxy, as it speaks it",
      keys: [
        ...["ssl-cipher-suites", "ssl-ciphers", "ssl-options", "ssl-options-host"],
        ...["ssl-passthrough", "ssl-passthrough-http-port"],
      ],
      isAsked: isOn,
    },
    {
      what: "backends do not share requests by weights of their own",
      keys: ["balance", "cookie", "deploy", "header", "mode"].map((name) => `blue-green-${name}`),
    },
    {
      what: "errors reach the client as the backend answers them",
      keys: [],
      pattern: /^http-response-\d{3}$/,
    },
    {
      what: "the proxy listens at the ports of HTTP and HTTPS, at all addresses of this machine",
      keys: [
        ...["bind-fronting-proxy", "bind-http", "bind-http-passthrough", "bind-https"],
        ...["bind-ip-addr-http", "bind-ip-addr-tcp", "fronting-proxy-port", "http-frontend"],
        ...["http-frontends", "http-passthrough", "http-passthrough-port", "https-to-http-port"],
      ],
      isAsked: (value) => isOn(value) && value !== "0",
    },
    {
      what: "connections of Ingresses are served as HTTP",
      keys: ["tcp-service-port", "tcp-service-proxy-protocol"],
      isAsked: isOn,
    },
    {
      what: OWN_LINES,
      keys: [
        ...["config-backend", "config-defaults", "config-frontend", "config-frontend-early"],
        ...["config-frontend-late", "config-global", "config-peers", "config-proxy"],
        ...["config-sections", "config-tcp", "config-tcp-service"],
      ],
    },
  ],
};

function isOn(value: string): boolean {
  return parseFlag(value) !== false;
}
