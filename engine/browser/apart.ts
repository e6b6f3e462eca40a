/**
 * Tells an earlier project from the manifests that were given together with it.
 *
 * @module
 */

import type { Limits } from "../../pacts/limits.ts";
import { earlierIn } from "./earlier.ts";
import { treeOf } from "./given_tree.ts";
import type { Given } from "./messages.ts";
import { isZip } from "./unzip.ts";

/**
 * What was given at once, a project of an earlier run by itself: it is no manifest among others, but what is gone on with.
 *
 * @throws {UserError} where something holds more than the limits allow.
 */
export function projectsApart(given: Given, limits: Limits): Given[] {
  const tops = Map.groupBy(given.files, ({ path }) => path.split("/")[0]);
  if (tops.size < 2) return [given];
  const parts = [...tops].map(([name, files]) => ({ name, files }));
  const projects = new Set(
    parts.filter((part) => isWhole(part) && earlierIn(treeOf(part, limits)).isProject),
  );
  if (projects.size === 0) return [given];
  const others = parts.filter((part) => !projects.has(part));
  const [first] = others;
  return [
    ...first === undefined ? [] : [{
      name: others.length === 1 ? first.name : "",
      files: others.flatMap(({ files }) => files),
    }],
    ...projects,
  ];
}

/** A folder or a zip, which may hold a project; files of one that lie beside each other belong together. */
function isWhole({ name, files: [first] }: Given): boolean {
  return first.path !== name || isZip(first.bytes);
}
