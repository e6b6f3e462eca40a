/**
 * `whitelist-source-range`, also called `allowlist-source-range`.
 *
 * @module
 */

import { type Annotations, isNetwork } from "@dekube/engine/pacts/ingress";

/**
 * The networks that may come in, `undefined` where none is named that can be understood: then the
 * engine closes the routes.
 */
export function readAllowedSources(annotations: Annotations): string[] | undefined {
  const name = annotations.get("allowlist-source-range") === ""
    ? "whitelist-source-range"
    : "allowlist-source-range";
  const sources = annotations.list(name);
  const valid = sources.filter(isNetwork);
  const odd = sources.filter((source) => !isNetwork(source));
  annotations.invalidItems(name, odd, "is neither an IP address nor a network");
  return valid.length > 0 ? [...new Set(valid)] : undefined;
}
