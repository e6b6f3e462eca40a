/**
 * Annotations that are known and not kept: what is lost is a warning, what means nothing here an info.
 *
 * @module
 */

import { type Annotations, type Companions, reportLonely } from "@dekube/engine/pacts/ingress";

/** What becomes of an annotation. */
type Unkept = readonly [name: string, what: string];

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
];

/** These say more of what another one asks for. */
export const COMPANIONS: Companions = {
  "auth-realm": ["auth-type"],
  "auth-secret": ["auth-type"],
  "cors-allow-credentials": ["cors-enable"],
  "cors-allow-headers": ["cors-enable"],
  "cors-allow-methods": ["cors-enable"],
  "cors-allow-origin": ["cors-enable"],
  "cors-max-age": ["cors-enable"],
  "rate-limit-period": ["rate-limit-requests"],
  "request-redirect-code": ["request-redirect"],
  "server-sni": ["server-ssl", "server-ca"],
};

/** Annotations of {@linkcode reportUnkept}. */
export const UNKEPT_ANNOTATIONS: readonly string[] = [
  ...[...LOST, ...MEANINGLESS].map(([name]) => name),
  ...Object.keys(COMPANIONS),
];

/** Says what is lost of what an Ingress and its Service ask for, and what means nothing here. */
export function reportUnkept(annotations: Annotations): void {
  for (const [name, what] of LOST) {
    if (annotations.get(name) !== "") annotations.unsupported(name, what);
  }
  for (const [name, what] of MEANINGLESS) {
    if (annotations.get(name) === "") continue;
    annotations.info("meaningless-annotation", name, `it means nothing here: ${what}`);
  }
  reportLonely(COMPANIONS, annotations);
}
