/**
 * What a reverse proxy serves, for people.
 *
 * @module
 */

import type { Protocol } from "./entry.ts";

/**
 * Whose a certificate is: a Secret's, a public authority's, one that the user has given the proxy, or one of the proxy's
 * own authority, which browsers warn of.
 */
export type CertificateSource = "secret" | "public" | "given" | "internal";

/** All that a proxy serves under one host, over one protocol. */
export interface ServedSite {
  /** Host name, `*.example.com`, or empty for any host. */
  host: string;
  /** What it is reached by: at port 80 of the proxy's container, or 443. */
  protocol: Protocol;
  /** Paths that lead somewhere, the plainest first. */
  paths: readonly string[];
  /** Whose its certificate is. */
  certificate?: CertificateSource;
  /** File of the certificate to trust, from the folder of compose.yml, where it is one of the proxy's own authority. */
  authority?: string;
  /** All of it answers 403. */
  closed?: true;
  /** All of it, but for what is closed, answers with this error, since what it leads to is not there. */
  fails?: number;
}
