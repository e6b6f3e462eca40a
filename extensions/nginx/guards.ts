/**
 * Restrictions of who may come in.
 *
 * @module
 */

import type { IngressEntry } from "@dekube/engine/pacts";
import { accessRestrictions, type Annotations } from "@dekube/engine/pacts/ingress";
import { readAllowedSources } from "./allowed_sources.ts";
import { readBasicAuth } from "./basic_auth.ts";
import { readClientCertificate } from "./client_certificate.ts";
import { NGINX } from "./controller.ts";
import { readForwardAuth } from "./forward_auth.ts";

/** Annotations that are kept as a whole by the fields below. */
const KEPT: readonly string[] = [
  ...["allowlist-source-range", "whitelist-source-range", "auth-url"],
  ...["auth-realm", "auth-secret", "auth-type", "auth-tls-secret", "auth-tls-verify-client"],
].map((name) => NGINX.prefix + name);

/**
 * The restrictions that can be kept. Where something else asks for a restriction of the same kind
 * (`deny` in a snippet beside a list of networks), neither is carried, or one would pass for both:
 * the engine closes a route that lacks what its annotations ask for.
 */
export function readGuards(
  annotations: Annotations,
): Pick<IngressEntry, "forwardAuth" | "basicAuth" | "allowedSources" | "clientCertificate"> {
  const unkept = accessRestrictions(annotations.manifest)
    .filter(({ annotation, sources }) => !sources && !KEPT.includes(annotation))
    .map(({ guard }) => guard);
  const guards = {
    forwardAuth: readForwardAuth(annotations),
    basicAuth: readBasicAuth(annotations),
    allowedSources: readAllowedSources(annotations),
    clientCertificate: readClientCertificate(annotations),
  };
  return Object.fromEntries(
    Object.entries(guards).filter(([guard, value]) =>
      value !== undefined && !unkept.some((other) => other === guard)
    ),
  );
}
