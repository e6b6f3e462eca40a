/**
 * `auth-tls-secret`: clients show a certificate.
 *
 * @module
 */

import type { Annotations, ObjectRef } from "@dekube/engine/pacts/ingress";

/**
 * The Secret with the CA of the clients' certificates; `undefined` where none is asked for, or only
 * some that can't be kept: then the engine closes the routes.
 */
export function readClientCertificate(annotations: Annotations): ObjectRef | undefined {
  const secret = annotations.ref("auth-tls-secret");
  if (!secret) return undefined;
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
