/**
 * Which names a public authority gives certificates for.
 *
 * @module
 */

import { ipAddress } from "../ip_address.ts";

/** Domains that nobody on the internet owns (RFC 2606, 6761, 6762, 7686, 8375, 9476, ICANN's `internal`), and usual names of homes and offices. */
const PRIVATE = new Set([
  ...["alt", "arpa", "corp", "example", "home", "internal", "intranet", "invalid", "lan", "local"],
  ...["localdomain", "localhost", "onion", "private", "test"],
]);

/** Why no public authority gives a certificate for a name. */
export function publicProblem(host: string): string | undefined {
  if (host === "") return "a public one needs a name";
  if (host.startsWith("*.")) {
    return "a public one for all names below a domain takes a DNS challenge";
  }
  if (ipAddress(host) !== undefined) return "an address has no public one";
  if (host.includes("_")) return "a public one has no underscore in its name";
  if (!host.includes(".")) return "a public one needs a name in a domain of the internet";
  if (PRIVATE.has(host.slice(host.lastIndexOf(".") + 1))) {
    return "no domain of the internet ends so";
  }
  return undefined;
}
