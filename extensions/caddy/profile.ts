/**
 * What Caddy has of its own, among reverse proxies.
 *
 * @module
 */

import type { ProxyProfile } from "@dekube/engine/pacts/proxy";
import { escapeRegex, toGoRegex } from "./regex.ts";

/** Caddy. */
export const CADDY: ProxyProfile = {
  extension: "caddy",
  program: "Caddy",
  config: "a Caddyfile",
  refusesPath: "Caddy's regular expressions can't keep",
  publicCas: "its own CAs",
  // Client certificates are the connection's affair and not a route's.
  guards: ["forwardAuth", "basicAuth", "allowedSources"],
  features: ["match", "backends", "cors", "retries", "buffering", "accessLog", "compress"],
  escape: escapeRegex,
  regex: toGoRegex,
};
