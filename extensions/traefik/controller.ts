/**
 * The ingress controller whose Ingresses are read here, and its annotations: those of Traefik 2 and 3 and what is
 * still met of Traefik 1's.
 *
 * @see https://doc.traefik.io/traefik/reference/routing-configuration/kubernetes/ingress/
 * @module
 */

import type { IngressController } from "@dekube/engine/pacts/ingress";

/** Traefik. */
export const TRAEFIK: IngressController = {
  name: "traefik",
  prefix: "traefik.ingress.kubernetes.io/",
  ignoresCase: true,
};

const ROUTER: readonly string[] = [
  ...["entrypoints", "entryPoints", "middlewares", "pathmatcher", "pathMatcher", "priority"],
  ...["rulesyntax", "ruleSyntax", "tls", "tls.certresolver", "tls.certResolver", "tls.options"],
  ...Array.from(
    { length: 20 },
    (_, index) => ["main", "sans"].map((name) => `tls.domains.${index}.${name}`),
  ).flat(),
  ...["accesslogs", "metrics", "tracing", "traceverbosity"].map((name) => `observability.${name}`),
];

const SERVICE: readonly string[] = [
  ...["serversscheme", "serversScheme", "serverstransport", "serversTransport"],
  ...["passhostheader", "passHostHeader", "nativelb", "nativeLB", "nodeportlb", "nodePortLB"],
  ...["strategy", "sticky", "sticky.cookie"],
  ...["name", "secure", "httponly", "samesite", "maxage", "path", "domain"]
    .map((name) => `sticky.cookie.${name}`),
];

/** Of Traefik 1. */
const OLD: readonly string[] = [
  ...["rule-type", "rewrite-target", "redirect-entry-point", "redirect-regex"],
  ...["redirect-replacement", "redirect-permanent", "whitelist-source-range"],
  ...["auth-type", "auth-secret", "auth-realm", "frontend-entry-points", "preserve-host"],
  ...["priority", "ssl-redirect"],
];

/** All annotations that are read, and those that have nothing to act on here. */
export const UNDERSTOOD: readonly string[] = [
  ...ROUTER.map((name) => `router.${name}`),
  ...SERVICE.map((name) => `service.${name}`),
  ...OLD,
].map((name) => TRAEFIK.prefix + name);
