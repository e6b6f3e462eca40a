/**
 * Directives that servers of both kinds have, of requests and of connections.
 *
 * @module
 */

import type { TlsTermination, TlsVersion } from "@dekube/engine/pacts/ingress";
import type { Line } from "./blocks.ts";

/** Docker's own name server: a name is asked for again after ten seconds. */
export const RESOLVER: Line = "resolver 127.0.0.11 valid=10s ipv6=off";

const VERSIONS: readonly TlsVersion[] = ["1.0", "1.1", "1.2", "1.3"];

/** The versions of TLS, where any is named; nginx's own oldest and newest are 1.2 and 1.3. */
export function tlsVersions({ minVersion, maxVersion }: TlsTermination): Line[] {
  if (minVersion === undefined && maxVersion === undefined) return [];
  const newest = VERSIONS.indexOf(maxVersion ?? "1.3");
  const oldest = VERSIONS.indexOf(minVersion ?? "1.2");
  const spoken = VERSIONS.slice(Math.min(oldest, newest), newest + 1);
  const words = spoken.map((version) => version === "1.0" ? "TLSv1" : `TLSv${version}`);
  return [
    `ssl_protocols ${words.join(" ")}`,
    // OpenSSL's own level refuses the signatures of the old versions.
    ...(oldest < VERSIONS.indexOf("1.2") || newest < VERSIONS.indexOf("1.2")
      ? ["ssl_ciphers DEFAULT:@SECLEVEL=0"]
      : []),
  ];
}
