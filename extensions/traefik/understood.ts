/**
 * The annotations that are read, or have nothing to act on here: those of Traefik 2 and 3, which read them in any case,
 * and what is still met of Traefik 1's.
 *
 * @see https://doc.traefik.io/traefik/reference/routing-configuration/kubernetes/ingress/
 * @module
 */

import { TRAEFIK } from "./controller.ts";
import { UNKEPT_ANNOTATIONS } from "./without_counterpart.ts";

const KEPT: readonly string[] = [
  ...["entrypoints", "middlewares", "observability.accesslogs", "pathmatcher", "priority", "tls"],
  ...["tls.certresolver", "tls.options"],
].map((name) => `router.${name}`).concat(
  ["middlewares", "passhostheader", "serversscheme", "serverstransport"]
    .map((name) => `service.${name}`),
);

/** Of Traefik 1. */
const OLD: readonly string[] = [
  ...["auth-realm", "auth-secret", "auth-type", "frontend-entry-points", "preserve-host"],
  ...["priority", "redirect-entry-point", "redirect-permanent", "redirect-regex"],
  ...["redirect-replacement", "rewrite-target", "rule-type", "ssl-redirect"],
  "whitelist-source-range",
];

/** Names of certificates; Traefik counts them from 0. */
const DOMAINS: readonly string[] = Array.from(
  { length: 20 },
  (_, index) => ["main", "sans"].map((name) => `router.tls.domains.${index}.${name}`),
).flat();

/** All of them, by their full names in lower case. */
export const UNDERSTOOD: readonly string[] = [
  ...new Set([...KEPT, ...UNKEPT_ANNOTATIONS, ...OLD, ...DOMAINS]),
].map((name) => TRAEFIK.prefix + name);

/** Those that a Service may have. */
export const ON_SERVICES: readonly string[] = UNDERSTOOD.filter((name) =>
  TRAEFIK.onServices!.includes(name.slice(TRAEFIK.prefix.length).toLowerCase())
);
