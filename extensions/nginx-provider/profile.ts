/**
 * What nginx has of its own, among reverse proxies.
 *
 * @module
 */

import { type ProxyProfile, Unwritable } from "@dekube/engine/pacts/proxy";
import { quote } from "./quote.ts";
import { escapeRegex, toNginxRegex } from "./regex.ts";

/** nginx. */
export const NGINX: ProxyProfile = {
  extension: "nginx-provider",
  program: "nginx",
  config: "nginx.conf",
  refusesPath: "nginx might refuse",
  publicCas: "the public CAs",
  guards: ["forwardAuth", "basicAuth", "allowedSources"],
  features: [
    ...["match", "backends", "mirrors", "cors", "retries", "buffering", "accessLog"] as const,
    ...["compress", "rateLimit", "connectionLimit"] as const,
  ],
  escape: escapeRegex,
  regex: (source) => toNginxRegex(source),
  refuses(pattern) {
    try {
      // As a key of a map it is longer by that sign.
      quote(`~${pattern}`);
    } catch (error) {
      if (!(error instanceof Unwritable)) throw error;
      return error.message;
    }
  },
};
