/**
 * Annotations that are known and not kept: what is lost is a warning, what means nothing here an info.
 *
 * @module
 */

import type { Annotations } from "@dekube/engine/pacts/ingress";

/** Whether an annotation is for nothing without others. */
type Unkept = readonly [
  name: string,
  what: string,
  isAsked?: (annotations: Annotations) => boolean,
];

const SNIPPETS = "lines of HAProxy's own configuration can't be kept";

/** What is lost. */
const LOST: readonly Unkept[] = [
  ["backend-config-snippet", SNIPPETS],
  ["frontend-config-snippet", SNIPPETS],
  ["pod-maxconn", "connections to the backend are not limited"],
  ["rate-limit-status-code", "who asks too often gets the proxy's own status, 429"],
  ["rate-limit-whitelist", "no client is exempt from the rate limit"],
  [
    "send-proxy-protocol",
    "the backend gets no PROXY header; have it read X-Forwarded-For, or it may refuse all connections",
  ],
  ["server-crt", "the backend is shown no certificate"],
  ["src-ip-header", "the client's address is that of its connection, whatever a header says"],
];

const ONE_BACKEND = "there is one container behind the Service, which gets all requests";
const OWN_CHECKS = "the container has a health check of its own, and the proxy needs none";
const OWN_TIMES = "the proxy has times of its own for its clients";
const OWN_LOG = "the proxy's log is its own";

/** What means nothing here, and why. */
const MEANINGLESS: readonly Unkept[] = [
  ["check", OWN_CHECKS],
  ["check-http", OWN_CHECKS],
  ["check-interval", OWN_CHECKS],
  ["timeout-check", OWN_CHECKS],
  ["cookie-persistence", ONE_BACKEND],
  ["cookie-persistence-no-dynamic", ONE_BACKEND],
  ["load-balance", ONE_BACKEND],
  ["scale-server-slots", ONE_BACKEND],
  ["standalone-backend", ONE_BACKEND],
  ["timeout-queue", ONE_BACKEND],
  ["rate-limit-size", "the proxy remembers as many clients as it needs to"],
  ["request-capture", OWN_LOG],
  ["request-capture-len", OWN_LOG],
  ["ssl-redirect-port", "HTTP is sent on to the port that the host publishes HTTPS at"],
  ...["client", "client-fin", "http-keep-alive", "http-request", "server-fin", "tunnel"]
    .map((name): Unkept => [`timeout-${name}`, OWN_TIMES]),
  ...lonely("auth-realm", "auth-type"),
  ...lonely("auth-secret", "auth-type"),
  ...["credentials", "headers", "methods", "origin"].flatMap((name) =>
    lonely(`cors-allow-${name}`, "cors-enable")
  ),
  ...lonely("cors-max-age", "cors-enable"),
  ...lonely("rate-limit-period", "rate-limit-requests"),
  ...lonely("request-redirect-code", "request-redirect"),
  ...lonely("server-sni", "server-ssl", "server-ca"),
];

/** One that means nothing without some other. */
function lonely(name: string, ...others: string[]): Unkept[] {
  return [[
    name,
    `without ${others.join(" or ")} it has nothing to act on`,
    (annotations) => others.every((other) => ["", "false"].includes(annotations.get(other))),
  ]];
}

/** Annotations of {@linkcode reportUnkept}. */
export const UNKEPT_ANNOTATIONS: readonly string[] = [...LOST, ...MEANINGLESS]
  .map(([name]) => name);

/** Says what is lost of what an Ingress and its Service ask for, and what means nothing here. */
export function reportUnkept(annotations: Annotations): void {
  for (const [name, what, isAsked] of LOST) {
    if (annotations.get(name) !== "" && isAsked?.(annotations) !== false) {
      annotations.unsupported(name, what);
    }
  }
  for (const [name, what, isAsked] of MEANINGLESS) {
    if (annotations.get(name) !== "" && isAsked?.(annotations) !== false) {
      annotations.info("meaningless-annotation", name, `it means nothing here: ${what}`);
    }
  }
}
