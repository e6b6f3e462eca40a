/**
 * Annotations that are known and not kept.
 *
 * @module
 */

import { type Annotations, type Companions, reportLonely } from "@dekube/engine/pacts/ingress";
import { entries, type Mapping } from "@dekube/engine/pacts";

const ONE_CONTAINER = "there is one container behind a Service";
const OWN_MEASURES = "the proxy has no counterpart of Traefik's metrics and traces";

/** What means nothing here, and why. */
const MEANINGLESS: readonly [name: string, what: string][] = [
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
];

/** These say more of what another one asks for. */
export const COMPANIONS: Companions = {
  "auth-realm": ["auth-type"],
  "auth-secret": ["auth-type"],
  "redirect-permanent": ["redirect-regex", "redirect-entry-point"],
  "redirect-replacement": ["redirect-regex", "redirect-entry-point"],
};

/** Annotations of {@linkcode reportUnkeptAnnotations}, but for those that are numbered. */
export const UNKEPT_ANNOTATIONS: readonly string[] = [
  ...MEANINGLESS.map(([name]) => name),
  ...Object.keys(COMPANIONS),
];

/** Names of a certificate: `router.tls.domains.0.main`, its number whatever it may be. */
export const DOMAINS = /\/router\.tls\.domains\.\d+\.(?:main|sans)$/i;

/** Says which annotations of an Ingress, or of its Service, mean nothing here. */
export function reportUnkeptAnnotations(annotations: Annotations): void {
  for (const [name, what] of MEANINGLESS) {
    if (annotations.get(name) === "") continue;
    annotations.info("meaningless-annotation", name, `it means nothing here: ${what}`);
  }
  reportLonely(COMPANIONS, annotations);
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
