/**
 * Annotations that are known and not kept.
 *
 * @module
 */

import type { Annotations } from "@dekube/engine/pacts/ingress";
import { entries, type Mapping } from "@dekube/engine/pacts";

/** Whether a value asks for something at all. */
type IsAsked = (value: string, annotations: Annotations) => boolean;

const ONE_CONTAINER = "there is one container behind a Service";
const OWN_MEASURES = "the proxy has no counterpart of Traefik's metrics and traces";

/** What means nothing here, and why. */
const MEANINGLESS: readonly [name: string, what: string, isAsked?: IsAsked][] = [
  ["router.observability.metrics", OWN_MEASURES],
  ["router.observability.tracing", OWN_MEASURES],
  ["router.observability.traceverbosity", OWN_MEASURES],
  ["router.rulesyntax", "an Ingress has no rules but those that Traefik makes of it"],
  ["service.nativelb", ONE_CONTAINER],
  ["service.nodeportlb", ONE_CONTAINER],
  ["service.sticky", ONE_CONTAINER],
  ["service.sticky.cookie", ONE_CONTAINER],
  ...["name", "secure", "httponly", "samesite", "maxage", "path", "domain"]
    .map((name): [string, string] => [`service.sticky.cookie.${name}`, ONE_CONTAINER]),
  ["auth-realm", "without auth-type it has nothing to act on", without("auth-type")],
  ["auth-secret", "without auth-type it has nothing to act on", without("auth-type")],
  ...["redirect-permanent", "redirect-replacement"].map((name): [string, string, IsAsked] => [
    name,
    "without redirect-regex or redirect-entry-point it has nothing to act on",
    without("redirect-regex", "redirect-entry-point"),
  ]),
];

function without(...others: string[]): IsAsked {
  return (_, annotations) => others.every((other) => annotations.get(other) === "");
}

/** Annotations of {@linkcode reportUnkeptAnnotations}, but for those that are numbered. */
export const UNKEPT_ANNOTATIONS: readonly string[] = MEANINGLESS.map(([name]) => name);

/** Names of a certificate: `router.tls.domains.0.main`, its number whatever it may be. */
export const DOMAINS = /\/router\.tls\.domains\.\d+\.(?:main|sans)$/i;

/** Says which annotations of an Ingress, or of its Service, mean nothing here. */
export function reportUnkeptAnnotations(annotations: Annotations): void {
  for (const [name, what, isAsked] of MEANINGLESS) {
    const value = annotations.get(name);
    if (value === "" || isAsked?.(value, annotations) === false) continue;
    annotations.info("meaningless-annotation", name, `it means nothing here: ${what}`);
  }
  const domains = entries(annotations.manifest.metadata.annotations as Mapping)
    .map(([name]) => name).filter((name) => DOMAINS.test(name));
  if (domains.length > 0) {
    annotations.info(
      "meaningless-annotation",
      "router.tls.domains",
      `${domains.join(", ")}: the certificate is for the host of each route`,
    );
  }
}
