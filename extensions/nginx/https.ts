/**
 * `ssl-redirect` and `force-ssl-redirect`: what is served over HTTPS, and what is sent on to it.
 *
 * @module
 */

import type { IngressEntry } from "@dekube/engine/pacts";
import type { Annotations, TlsTermination } from "@dekube/engine/pacts/ingress";

/**
 * What a route of an Ingress is served over; `tls` is that of its host, whichever Ingress says it. A host without has
 * HTTPS only where the Ingress forces it: in the cluster something before the controller may have had the certificate.
 */
export function readHttps(
  annotations: Annotations,
  tls: TlsTermination | undefined,
): Pick<IngressEntry, "tls" | "protocols"> {
  const isForced = annotations.flag("force-ssl-redirect");
  if (isForced) return { tls: tls ?? {} };
  if (!tls) return {};
  return annotations.flag("ssl-redirect", true) ? { tls } : { tls, protocols: ["http", "https"] };
}
