/**
 * `ssl-redirect` and `ssl-redirect-code`: what is served over HTTPS, and what is sent on to it.
 *
 * @module
 */

import type { IngressEntry } from "@dekube/engine/pacts";
import type { Annotations } from "@dekube/engine/pacts/ingress";

/** The controller's own. */
const STATUS = 302;

/** What a route is served over: HTTP is sent on where the Ingress has TLS, unless it says otherwise. */
export function readHttps(
  annotations: Annotations,
  { tls }: Pick<IngressEntry, "tls">,
  isOwn: boolean,
): Pick<IngressEntry, "tls" | "protocols" | "httpsRedirect"> {
  const isSentOn = annotations.flag("ssl-redirect", tls !== undefined);
  if (!isSentOn) return tls ? { tls, protocols: ["http", "https"] } : {};
  const status = readStatus(annotations) ?? (isOwn ? STATUS : undefined);
  // In the cluster something before the controller may have had the certificate.
  return { tls: tls ?? {}, ...(status === undefined ? {} : { httpsRedirect: status }) };
}

function readStatus(annotations: Annotations): number | undefined {
  const status = annotations.number("ssl-redirect-code");
  if (status === undefined || [301, 302, 303].includes(status)) return status;
  annotations.invalid("ssl-redirect-code", `${status} is none of 301, 302, 303`);
  return undefined;
}
