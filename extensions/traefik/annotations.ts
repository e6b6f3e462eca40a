/**
 * The controller's annotations, those of Traefik 2 and 3 and what is still met of Traefik 1's.
 *
 * @see https://doc.traefik.io/traefik/reference/routing-configuration/kubernetes/ingress/
 * @module
 */

import { entries, type Manifest, text } from "@dekube/engine/pacts";
import { PREFIX } from "./names.ts";

/** An annotation without spaces around it, in whatever case it is written; empty where it is missing. */
export function annotationOf(manifest: Manifest | undefined, name: string): string {
  return findAnnotation(manifest, name)?.value ?? "";
}

/** An annotation, and its name as it is written: Traefik reads names in any case. */
export function findAnnotation(
  manifest: Manifest | undefined,
  name: string,
): { name: string; value: string } | undefined {
  const wanted = PREFIX + name;
  const found = entries(manifest?.metadata.annotations)
    .find(([key]) => key.toLowerCase() === wanted);
  return found && { name: found[0], value: text(found[1]).trim() };
}

/** The parts of a list that commas separate. */
export function commaList(value: string): string[] {
  return value.split(",").map((part) => part.trim()).filter(Boolean);
}

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

/** All that are read, and those that have nothing to act on here. */
export const UNDERSTOOD: readonly string[] = [
  ...ROUTER.map((name) => `${PREFIX}router.${name}`),
  ...SERVICE.map((name) => `${PREFIX}service.${name}`),
  ...OLD.map((name) => PREFIX + name),
];
