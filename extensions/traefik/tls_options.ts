/**
 * TLSOptions: whether clients must show a certificate.
 *
 * @module
 */

import { isMapping, type Manifest, mapping, namespaceOf, text, texts } from "@dekube/engine/pacts";
import type { AccessRestriction, Guard, ObjectRef } from "@dekube/engine/pacts/ingress";
import type { TraefikObjects } from "./objects.ts";

/** What a route's TLSOption asks of clients. */
export interface ClientTls {
  /** What must be kept, or the route denied. */
  restrictions: AccessRestriction[];
  /** The Secret with the CA of clients' certificates. */
  clientCertificate?: ObjectRef;
}

/**
 * What a TLSOption asks; without a reference, the one called `default`, which holds for every route that
 * names no other.
 */
export function clientTls(
  reference: string,
  field: string,
  objects: TraefikObjects,
): ClientTls {
  if (reference === "" || /^default(?:@|$)/.test(reference)) return defaultTls(objects);
  const found = objects.find("TLSOption", reference);
  const guards = found.length === 1 ? guardsOf(found[0]) : ["other" as const];
  const secret = found.length === 1 ? clientCa(found[0]) : undefined;
  return {
    restrictions: guards.map((guard) => ({ guard, annotation: field })),
    ...(secret ? { clientCertificate: secret } : {}),
  };
}

/** A TLSOption that says nothing might ask for anything. */
function guardsOf({ spec }: Manifest): Guard[] {
  if (!isMapping(spec)) return ["other"];
  return isMapping(spec.clientAuth) ? ["clientCertificate"] : [];
}

function defaultTls(objects: TraefikObjects): ClientTls {
  const found = objects.of("TLSOption").filter((option) =>
    option.metadata.name === "default" && asksForCertificate(option)
  );
  if (found.length === 0) return { restrictions: [] };
  const secret = found.length === 1 ? clientCa(found[0]) : undefined;
  return {
    restrictions: [{ guard: "clientCertificate", annotation: 'the TLSOption "default"' }],
    ...(secret ? { clientCertificate: secret } : {}),
  };
}

function asksForCertificate(option: Manifest): boolean {
  return text(mapping(mapping(option.spec).clientAuth).clientAuthType).startsWith("Require");
}

/** The one Secret that a client's certificate is checked against. */
function clientCa(option: Manifest): ObjectRef | undefined {
  const clientAuth = mapping(mapping(option.spec).clientAuth);
  const secrets = texts(clientAuth.secretNames);
  return text(clientAuth.clientAuthType) === "RequireAndVerifyClientCert" && secrets.length === 1
    ? { namespace: namespaceOf(option), name: secrets[0] }
    : undefined;
}
