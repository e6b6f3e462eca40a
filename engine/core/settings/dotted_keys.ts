/**
 * Settings that are named by their path: `extensions.caddy.http_port: 8080`, which is how messages name them.
 *
 * @module
 */

import { isMapping, type Mapping, settingKeys } from "../../../pacts/mod.ts";

/**
 * A document whose keys of the form `group.name` are put into the mapping `group`, for these groups. What stands in the
 * mapping itself goes first.
 */
export function withoutDottedKeys(document: Mapping, groups: ReadonlySet<string>): Mapping {
  const result: Mapping = {};
  const dotted: [string[], unknown][] = [];
  for (const [key, value] of Object.entries(document)) {
    const path = settingKeys(key) ?? [];
    if (path.length > 1 && groups.has(path[0])) dotted.push([path, value]);
    else result[key] = value;
  }
  for (const [path, value] of dotted) put(result, path, value);
  return result;
}

/** Copies what it changes: the document is not ours. */
function put(target: Mapping, [key, ...below]: readonly string[], value: unknown): void {
  const own = Object.hasOwn(target, key) ? target[key] : undefined;
  if (below.length === 0) {
    if (own === undefined) target[key] = value;
    return;
  }
  // Something else than a mapping is said as the mistake that it is.
  if (own !== undefined && own !== null && !isMapping(own)) return;
  const inner = { ...own };
  target[key] = inner;
  put(inner, below, value);
}
