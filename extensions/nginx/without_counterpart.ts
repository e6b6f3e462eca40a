/**
 * Annotations that are known and not kept: what is lost is a warning, what means nothing here an info.
 *
 * @module
 */

import {
  accessRestrictions,
  type Annotations,
  type Companions,
  parseFlag,
  reportLonely,
} from "@dekube/engine/pacts/ingress";
import { NGINX } from "./controller.ts";
import { reportSnippet } from "./response_headers.ts";

/** Whether a value asks for something at all. */
type IsAsked = (value: string, annotations: Annotations) => boolean;

/** What is not kept, and for which values. */
type Unkept = readonly [name: string, what: string, isAsked?: IsAsked];

const FASTCGI = "FastCGI has no counterpart here";

/** What is lost. */
const LOST: readonly Unkept[] = [
  ["auth-always-set-cookie", "cookies of the server that is asked are not passed on", isTrue],
  ["auth-proxy-set-headers", "the server that is asked gets no headers of a ConfigMap"],
  ["auth-tls-error-page", "who has no client certificate gets 403, not another page"],
  [
    "auth-tls-pass-certificate-to-upstream",
    "the backend is not shown the client's certificate",
    isTrue,
  ],
  ["connection-proxy-header", "the proxy's own Connection header stays"],
  ["custom-http-errors", "errors reach the client as the backend answers them"],
  ["default-backend", "where the backend is down, the proxy itself answers"],
  ["fastcgi-index", FASTCGI],
  ["fastcgi-params-configmap", FASTCGI],
  ["limit-allowlist", "no client is exempt from the rate limit"],
  ["limit-rate", "the speed of responses is not limited", isLimit],
  ["limit-rate-after", "the speed of responses is not limited", isLimit],
  ["limit-whitelist", "no client is exempt from the rate limit"],
  ["mirror-host", "requests are not mirrored"],
  ["mirror-request-body", "requests are not mirrored"],
  ["mirror-target", "requests are not mirrored"],
  ["proxy-cookie-domain", "cookies keep the backend's domain", isRewritten],
  ["proxy-cookie-path", "cookies keep the backend's path", isRewritten],
  ["proxy-redirect-from", "redirects of the backend stay as they are", isRewritten],
  ["proxy-redirect-to", "redirects of the backend stay as they are", isRewritten],
  ["proxy-ssl-ciphers", "backends are spoken to with the ciphers that the proxy has"],
  ["proxy-ssl-protocols", "backends are spoken to with the versions of TLS that the proxy has"],
  [
    "proxy-ssl-verify-depth",
    "a chain of certificates of a backend may be as long as the proxy takes",
  ],
  ["satisfy", "all restrictions must be met here, not any of them", (value) => value === "any"],
  ["ssl-ciphers", "clients are spoken to with the ciphers that the proxy has"],
  ["ssl-prefer-server-ciphers", "clients are spoken to with the ciphers that the proxy has"],
];

const ONE_BACKEND = "there is one container behind the Service, which gets all requests";
const OWN_BUFFERS = "the proxy's buffers are as large as it makes them";
const WEBSOCKETS = "WebSockets pass through without it";
const NO_TRACES = "the proxy makes no traces";
const NO_CACHE = "the server that decides who may come in is asked for each request";
const OWN_CONNECTIONS = "the proxy keeps connections to the server that it asks as it does";
const NO_FIREWALL = "without enable-modsecurity it has nothing to act on";

/** What means nothing here, and why. */
const MEANINGLESS: readonly Unkept[] = [
  ["affinity", ONE_BACKEND],
  ["affinity-canary-behavior", ONE_BACKEND],
  ["affinity-mode", ONE_BACKEND],
  ["auth-cache-duration", NO_CACHE],
  ["auth-cache-key", NO_CACHE],
  ["auth-keepalive", OWN_CONNECTIONS],
  ["auth-keepalive-requests", OWN_CONNECTIONS],
  ["auth-keepalive-share-vars", OWN_CONNECTIONS],
  ["auth-keepalive-timeout", OWN_CONNECTIONS],
  ["auth-tls-verify-depth", "it says how long a client's chain of certificates may be"],
  ["client-body-buffer-size", OWN_BUFFERS],
  ["disable-proxy-intercept-errors", "errors reach the client as the backend answers them", isTrue],
  [
    "enable-global-auth",
    "what the controller asks before all requests (global-auth-url of its own ConfigMap) is not known here; add auth-url to the Ingress where it should be asked",
    (value) => isThere(value) && parseFlag(value) !== false,
  ],
  [
    "enable-global-auth",
    "nobody is asked before all requests here",
    (value) => parseFlag(value) === false,
  ],
  // The controller has neither of the two; charts have them all the same.
  ["enable-websocket", WEBSOCKETS],
  ["websocket-services", WEBSOCKETS],
  ["enable-opentelemetry", NO_TRACES],
  ["enable-opentracing", NO_TRACES],
  ["enable-owasp-core-rules", NO_FIREWALL, isTrue],
  ["enable-rewrite-log", "the proxy does not log how it changes paths", isTrue],
  ["http2-push-preload", "browsers take no HTTP/2 push any more", isTrue],
  ["load-balance", ONE_BACKEND],
  ["modsecurity-snippet", "it keeps nobody out, or the firewall is off", isHarmlessSnippet],
  ["modsecurity-transaction-id", NO_FIREWALL],
  ["opentelemetry-operation-name", NO_TRACES],
  ["opentelemetry-trust-incoming-span", NO_TRACES],
  ["opentracing-trust-incoming-span", NO_TRACES],
  ["proxy-buffer-size", OWN_BUFFERS],
  ["proxy-buffers-number", OWN_BUFFERS],
  ["proxy-busy-buffers-size", OWN_BUFFERS],
  ["proxy-http-version", "the proxy speaks the version that the backend takes"],
  ["proxy-max-temp-file-size", OWN_BUFFERS],
  ["proxy-next-upstream-timeout", ONE_BACKEND],
  ["proxy-ssl-server-name", "the proxy always says which host it wants"],
  ["relative-redirects", "redirects name the host that the client asked for"],
  ["service-upstream", ONE_BACKEND],
  ["session-cookie-change-on-failure", ONE_BACKEND],
  ["session-cookie-conditional-samesite-none", ONE_BACKEND],
  ["session-cookie-domain", ONE_BACKEND],
  ["session-cookie-expires", ONE_BACKEND],
  ["session-cookie-max-age", ONE_BACKEND],
  ["session-cookie-name", ONE_BACKEND],
  ["session-cookie-path", ONE_BACKEND],
  ["session-cookie-samesite", ONE_BACKEND],
  ["session-cookie-secure", ONE_BACKEND],
  ["upstream-hash-by", ONE_BACKEND],
  ["upstream-hash-by-subset", ONE_BACKEND],
  ["upstream-hash-by-subset-size", ONE_BACKEND],
  ["use-port-in-redirects", "redirects name the port that the host publishes", isTrue],
];

/** These say more of what another one asks for. */
export const COMPANIONS: Companions = {
  "auth-tls-match-cn": ["auth-tls-secret"],
  "auth-tls-verify-client": ["auth-tls-secret"],
  "auth-realm": ["auth-type"],
  "auth-secret": ["auth-type"],
  "auth-secret-type": ["auth-type"],
  "auth-method": ["auth-url"],
  "auth-request-redirect": ["auth-url"],
  "auth-response-headers": ["auth-url"],
  "auth-signin": ["auth-url"],
  "auth-signin-redirect-param": ["auth-signin"],
  "canary-by-cookie": ["canary"],
  "canary-by-header": ["canary"],
  "canary-by-header-pattern": ["canary-by-header"],
  "canary-by-header-value": ["canary-by-header"],
  "canary-weight": ["canary"],
  "canary-weight-total": ["canary-weight"],
  "cors-allow-credentials": ["enable-cors"],
  "cors-allow-headers": ["enable-cors"],
  "cors-allow-methods": ["enable-cors"],
  "cors-allow-origin": ["enable-cors"],
  "cors-expose-headers": ["enable-cors"],
  "cors-max-age": ["enable-cors"],
  "limit-burst-multiplier": ["limit-rps", "limit-rpm"],
  "permanent-redirect-code": ["permanent-redirect"],
  "temporal-redirect-code": ["temporal-redirect"],
  "preserve-trailing-slash": ["ssl-redirect", "force-ssl-redirect"],
  "proxy-ssl-name": ["backend-protocol"],
  "proxy-ssl-secret": ["proxy-ssl-verify"],
  "proxy-ssl-verify": ["backend-protocol"],
  "x-forwarded-prefix": ["rewrite-target"],
};

const SNIPPETS: readonly string[] = [
  ...["auth-snippet", "server-snippet", "stream-snippet"],
];

/** Annotations of {@linkcode reportLost}. */
export const LOST_ANNOTATIONS: readonly string[] = [
  ...LOST.map(([name]) => name),
  ...MEANINGLESS.map(([name]) => name),
  ...Object.keys(COMPANIONS),
  ...SNIPPETS,
];

/** Says what is lost of what the Ingress asks for, and what means nothing here. */
export function reportLost(annotations: Annotations): void {
  for (const [name, what] of asked(LOST, annotations)) annotations.unsupported(name, what);
  reportMeaningless(annotations);
  for (const name of SNIPPETS) reportSnippet(name, annotations);
}

/** Says what means nothing here of the annotations that some look at. */
export function reportMeaningless(
  annotations: Annotations,
  isRead: (name: string) => boolean = () => true,
): void {
  for (const [name, what] of asked(MEANINGLESS, annotations)) {
    if (!isRead(name)) continue;
    annotations.info("meaningless-annotation", name, `it means nothing here: ${what}`);
  }
  const companions = Object.entries(COMPANIONS).filter(([name]) => isRead(name));
  reportLonely(Object.fromEntries(companions), annotations);
}

function asked(all: readonly Unkept[], annotations: Annotations): Unkept[] {
  return all.filter(([name, , isAsked = isThere]) => isAsked(annotations.get(name), annotations));
}

function isTrue(value: string): boolean {
  return parseFlag(value) === true;
}

/** Of one that keeps somebody out it is said that the routes are closed. */
function isHarmlessSnippet(value: string, { manifest }: Annotations): boolean {
  return isThere(value) &&
    !accessRestrictions(manifest).some(({ annotation }) =>
      annotation === `${NGINX.prefix}modsecurity-snippet`
    );
}

function isThere(value: string): boolean {
  return value !== "";
}

function isLimit(value: string): boolean {
  return !["", "0"].includes(value);
}

function isRewritten(value: string): boolean {
  return !["", "off", "default"].includes(value);
}
