/**
 * `whitelist-source-range`, also called `allowlist-source-range`.
 *
 * @module
 */

import { isNetwork } from "@dekube/engine/pacts";
import type { Annotations } from "./annotations.ts";

/**
 * The networks that may come in, `undefined` where none is named that can be understood: then the
 * engine closes the routes.
 */
export function readAllowedSources(annotations: Annotations): string[] | undefined {
  const name = annotations.get("allowlist-source-range") === ""
    ? "whitelist-source-range"
    : "allowlist-source-range";
  const sources = annotations.get(name).split(",").map((source) => source.trim()).filter(Boolean);
  const valid = sources.filter(isNetwork);
  for (const source of sources.filter((source) => !isNetwork(source))) {
    annotations.invalid(name, `${JSON.stringify(source)} is neither an IP address nor a network`);
  }
  return valid.length > 0 ? [...new Set(valid)] : undefined;
}
