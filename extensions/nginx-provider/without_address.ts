/**
 * Routes that lead to another backend than their own.
 *
 * @module
 */

import type { IngressEntry } from "@dekube/engine/pacts";

/** A route without what is about its own backend, and not about another. */
export function withoutAddress(
  { serverCaSecret: _ca, serverCaIsPublic: _public, serverSni: _sni, upstreamHost: _host, ...rest }:
    IngressEntry,
): IngressEntry {
  return rest;
}
