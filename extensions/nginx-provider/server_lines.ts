/**
 * Directives that servers of both kinds have, of requests and of connections.
 *
 * @module
 */

import type { TlsTermination, TlsVersion } from "@dekube/engine/pacts/ingress";
import { block, type Line } from "./blocks.ts";

/** Docker's own name server: a name is asked for again after ten seconds. */
export const RESOLVER: Line = "resolver 127.0.0.11 valid=10s ipv6=off";

const VERSIONS: readonly TlsVersion[] = ["1.0", "1.1", "1.2", "1.3"];

/** The versions of TLS, where any is named; else the oldest is 1.2 and the newest 1.3. */
export function tlsVersions(tls: TlsTermination): Line[] {
  return tls.minVersion === undefined && tls.maxVersion === undefined ? [] : versionLines([tls]);
}

/**
 * Turns requests away that came by another version of TLS than those of a site: releases of nginx that look at the name
 * late have agreed on one that some other site speaks by then.
 */
export function versionCheck(tls: TlsTermination): Line[] {
  const words = wordsOf([tls]).map((word) => word.replace(".", "\\."));
  return [block(`if ($ssl_protocol !~ "^(?:${words.join("|")})$")`, ["return 403"])];
}

/**
 * The versions of TLS that any of some sites speaks: what a client and nginx may agree on before the name is known, in
 * releases that look at the name later.
 */
export function versionLines(all: readonly TlsTermination[]): Line[] {
  const words = wordsOf(all);
  return [
    `ssl_protocols ${words.join(" ")}`,
    // OpenSSL's own level refuses the signatures of the old versions.
    ...(words.some((word) => word === "TLSv1" || word === "TLSv1.1")
      ? ["ssl_ciphers DEFAULT:@SECLEVEL=0"]
      : []),
  ];
}

/** nginx's words for the versions of TLS that some sites speak. */
function wordsOf(all: readonly TlsTermination[]): string[] {
  const spoken = new Set(all.flatMap(({ minVersion, maxVersion }) => {
    const newest = VERSIONS.indexOf(maxVersion ?? "1.3");
    const oldest = VERSIONS.indexOf(minVersion ?? "1.2");
    return VERSIONS.slice(Math.min(oldest, newest), newest + 1);
  }));
  return VERSIONS.filter((version) => spoken.has(version))
    .map((version) => version === "1.0" ? "TLSv1" : `TLSv${version}`);
}
