/**
 * Objects by what tells them apart.
 *
 * @module
 */

import type { ResourceId } from "../../pacts/mod.ts";

/** An object's identity as the key of a map: another one for each. */
export function keyOf({ group = "", kind, namespace, name }: ResourceId): string {
  return JSON.stringify([group, kind, namespace, name]);
}
