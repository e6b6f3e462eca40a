/**
 * Which of several objects counts, where they contradict each other.
 *
 * @module
 */

import { type Manifest, namespaceOf, text } from "@dekube/engine/pacts";

/** Compares two objects for sorting: the older first, then by namespace and name. */
export function byAge(one: Manifest, other: Manifest): number {
  const [a, b] = [keyOf(one), keyOf(other)];
  for (const [index, value] of a.entries()) {
    if (value !== b[index]) return value < b[index] ? -1 : 1;
  }
  return 0;
}

/** Objects that were never in a cluster have no age, and would get the same. */
function keyOf(manifest: Manifest): string[] {
  return [
    text(manifest.metadata.creationTimestamp),
    `${namespaceOf(manifest)}/${manifest.metadata.name}`,
  ];
}
