/**
 * YAML as Prometheus reads it.
 *
 * @module
 */

import { mustIndentLists } from "@dekube/engine/pacts";
import { stringify } from "@std/yaml";

/**
 * A value as YAML. Prometheus knows the type of each field, so a text that looks like a number needs
 * no quotes; keys whose value is `undefined` are left out.
 */
export function renderYaml(value: unknown): string {
  return stringify(wellFormed(value), {
    lineWidth: -1,
    useAnchors: false,
    arrayIndent: mustIndentLists(value),
    skipInvalid: true,
    // `yes` in a scrape config that the user wrote may be a boolean, and must not become a text.
    compatMode: false,
  });
}

/** Half a surrogate pair would be written as an escape that Go refuses. */
function wellFormed(value: unknown): unknown {
  if (typeof value === "string") return value.toWellFormed();
  if (Array.isArray(value)) return value.map(wellFormed);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key.toWellFormed(), wellFormed(item)]),
  );
}
