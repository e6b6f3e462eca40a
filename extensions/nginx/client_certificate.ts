/**
 * `auth-tls-secret`: clients show a certificate.
 *
 * @module
 */

import type { Ingress, IngressEntry } from "@dekube/engine/pacts";
import { Annotations, denyUnkept, type ObjectRef } from "@dekube/engine/pacts/ingress";

const NAME = "auth-tls-secret";

/**
 * The Secret with the CA of the clients' certificates; `undefined` where none is asked for, or only
 * some that can't be kept: then the engine closes the routes.
 */
export function readClientCertificate(annotations: Annotations): ObjectRef | undefined {
  const secret = annotations.ref(NAME);
  if (!secret || !asksForCertificates(annotations)) return undefined;
  const verify = annotations.get("auth-tls-verify-client") || "on";
  if (verify !== "on") {
    annotations.unsupported(
      "auth-tls-verify-client",
      `${JSON.stringify(verify)} can't be kept; only "on" can`,
    );
    return undefined;
  }
  if (annotations.get("auth-tls-match-cn") !== "") {
    annotations.unsupported(
      "auth-tls-match-cn",
      "names in clients' certificates can't be checked here",
    );
    return undefined;
  }
  return secret;
}

/** Whether clients are asked for certificates at all. The controller takes a word that it does not know for `on`. */
export function asksForCertificates(annotations: Annotations): boolean {
  return annotations.get(NAME) !== "" &&
    annotations.get("auth-tls-verify-client") !== "off";
}

/**
 * Has all routes ask for what the first Ingress of their hosts asks: nginx has one server for a host, whichever of its
 * Ingresses says how its TLS is. Routes of an Ingress that says it itself are left as they are.
 */
export function askOnWholeHosts(
  routes: readonly IngressEntry[],
  own: Annotations,
  certificates: ReadonlyMap<string, Ingress>,
): void {
  if (own.get(NAME) !== "") return;
  for (const route of routes) {
    const ingress = certificates.get(route.host.toLowerCase());
    if (!ingress) continue;
    const asking = new Annotations(own.controller, ingress, own.ctx);
    const secret = readClientCertificate(asking);
    if (secret) route.clientCertificate = secret;
    const who = `${asking.fullName(NAME)} of the Ingress "${ingress.metadata.name}"`;
    denyUnkept([route], [{ guard: "clientCertificate", annotation: who }], own.ctx);
  }
}
