/**
 * Annotations that are known and not kept.
 *
 * @module
 */

import { type Annotations, parseFlag } from "@dekube/engine/pacts/ingress";
import { reportSnippet } from "./response_headers.ts";

/** Whether a value asks for something at all. */
type IsAsked = (value: string, annotations: Annotations) => boolean;

/** What is lost, and for which values. */
const LOST: readonly [name: string, what: string, isAsked?: IsAsked][] = [
  ["auth-always-set-cookie", "cookies of the server that is asked are not passed on", isTrue],
  ["auth-proxy-set-headers", "the server that is asked gets no headers of a ConfigMap"],
  ["connection-proxy-header", "the proxy's own Connection header stays"],
  ["custom-http-errors", "errors reach the client as the backend answers them"],
  ["default-backend", "where the backend is down, the proxy itself answers"],
  [
    "from-to-www-redirect",
    'the name with or without "www." has no redirect; add an Ingress for it',
    isTrue,
  ],
  ["limit-allowlist", "no client is exempt from the rate limit"],
  ["limit-connections", "connections are not limited", isLimit],
  ["limit-rate", "the speed of responses is not limited", isLimit],
  ["limit-rate-after", "the speed of responses is not limited", isLimit],
  ["limit-whitelist", "no client is exempt from the rate limit"],
  ["mirror-target", "requests are not mirrored"],
  ["proxy-cookie-domain", "cookies keep the backend's domain", isRewritten],
  ["proxy-cookie-path", "cookies keep the backend's path", isRewritten],
  ["proxy-redirect-from", "redirects of the backend stay as they are", isRewritten],
  ["satisfy", "all restrictions must be met here, not any of them", (value) => value === "any"],
  ["ssl-passthrough", "TLS ends at the proxy, which has a certificate of its own", isTrue],
  [
    "x-forwarded-prefix",
    "the backend gets no X-Forwarded-Prefix, so links that it makes may lack the prefix",
    // The controller sends it only where it changes the path.
    (value, annotations) =>
      !["", "false"].includes(value) && annotations.get("rewrite-target") !== "",
  ],
];

const SNIPPETS: readonly string[] = [
  ...["auth-snippet", "modsecurity-snippet", "server-snippet", "stream-snippet"],
];

/** Annotations of {@linkcode reportLost}, and those that go with them. */
export const LOST_ANNOTATIONS: readonly string[] = [
  ...LOST.map(([name]) => name),
  ...["mirror-host", "mirror-request-body", "proxy-redirect-to"],
  ...SNIPPETS,
];

/** Says what is lost of what the Ingress asks for. */
export function reportLost(annotations: Annotations): void {
  for (const [name, what, isAsked = isThere] of LOST) {
    if (isAsked(annotations.get(name), annotations)) annotations.unsupported(name, what);
  }
  for (const name of SNIPPETS) reportSnippet(name, annotations);
  if (annotations.get("ssl-redirect") !== "" && !annotations.flag("ssl-redirect", true)) {
    annotations.info(
      "always-https",
      "ssl-redirect",
      "the proxy may redirect to HTTPS all the same: it has a certificate for every host",
    );
  }
}

function isTrue(value: string): boolean {
  return parseFlag(value) === true;
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
