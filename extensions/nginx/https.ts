/**
 * `ssl-redirect` and `force-ssl-redirect`: what is served over HTTPS, and what is sent on to it. The controller's ConfigMap
 * says how (`http-redirect-code`), which paths are not (`no-tls-redirect-locations`), and by which TLS (`ssl-protocols`).
 *
 * @module
 */

import type { IngressEntry } from "@dekube/engine/pacts";
import type { Annotations, TlsTermination, TlsVersion } from "@dekube/engine/pacts/ingress";

/**
 * What a route of an Ingress is served over; `tls` is that of its host, whichever Ingress says it. A host without has
 * HTTPS only where the Ingress forces it: in the cluster something before the controller may have had the certificate.
 */
export function readHttps(
  annotations: Annotations,
  tls: TlsTermination | undefined,
  path: string,
): Pick<IngressEntry, "tls" | "protocols" | "httpsRedirect"> {
  const isForced = annotations.flag("force-ssl-redirect");
  if (!tls && !isForced) return {};
  const termination = { ...tls, ...readVersions(annotations) };
  const isSentOn = isForced || annotations.flag("ssl-redirect", true);
  if (!isSentOn || isExempt(annotations, path)) {
    // Nothing leads to HTTPS that no host has a certificate for.
    return tls ? { tls: termination, protocols: ["http", "https"] } : {};
  }
  const status = readStatus(annotations);
  return { tls: termination, ...(status === undefined ? {} : { httpsRedirect: status }) };
}

/** The controller compares the path of the Ingress as it is written. */
function isExempt(annotations: Annotations, path: string): boolean {
  return annotations.list("no-tls-redirect-locations").some((prefix) => path.startsWith(prefix));
}

function readStatus(annotations: Annotations): number | undefined {
  const name = "http-redirect-code";
  const status = annotations.number(name);
  if (status === undefined || [301, 302, 307, 308].includes(status)) return status;
  annotations.invalid(name, `${status} is none of 301, 302, 307, 308`);
  return undefined;
}

const VERSIONS: ReadonlyMap<string, TlsVersion> = new Map([
  ["TLSv1", "1.0"],
  ["TLSv1.0", "1.0"],
  ["TLSv1.1", "1.1"],
  ["TLSv1.2", "1.2"],
  ["TLSv1.3", "1.3"],
]);

/** The oldest and the newest version; nothing where they are those that proxies speak by themselves. */
function readVersions(
  annotations: Annotations,
): Pick<TlsTermination, "minVersion" | "maxVersion"> {
  const name = "ssl-protocols";
  const words = annotations.get(name).split(/\s+/).filter(Boolean);
  const unknown = words.filter((word) => !VERSIONS.has(word) && !/^SSLv[23]$/.test(word));
  if (unknown.length > 0) {
    annotations.invalid(
      name,
      `${unknown.join(", ")} is none of ${[...VERSIONS.keys()].join(", ")}`,
    );
  }
  const all = words.flatMap((word) => VERSIONS.get(word) ?? []).sort();
  const [minVersion, maxVersion] = [all[0], all[all.length - 1]];
  if (!minVersion || !maxVersion || minVersion === "1.2" && maxVersion === "1.3") return {};
  return { minVersion, maxVersion };
}
