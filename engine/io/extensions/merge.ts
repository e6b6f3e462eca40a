/**
 * Adds the user's extensions to those of a distribution.
 *
 * @module
 */

import type { Diagnostics } from "../../../pacts/mod.ts";
import { type LoadedExtension, sourceOf } from "../../core/extensions/registry.ts";

/**
 * Adds extensions to those that are there. An extension that is there already, from the same place,
 * stays; one of the same name from another place makes way, and that is said.
 */
export function mergeExtensions(
  there: readonly LoadedExtension[],
  added: readonly LoadedExtension[],
  diagnostics: Diagnostics,
): LoadedExtension[] {
  const places = new Set(there.map(({ specifier }) => specifier).filter(Boolean));
  const fresh = added.filter(({ specifier }) => !specifier || !places.has(specifier));
  const replaced = new Map<string, LoadedExtension>();
  const kept = there.filter(({ info }) => {
    const other = info && fresh.find((item) => item.info?.name === info.name);
    if (other) replaced.set(info.name, other);
    return !other;
  });
  for (const [name, item] of replaced) {
    diagnostics.info(
      "extension-replaced",
      `the extension "${name}" is taken from ${sourceOf(item)}, in place of the other of that name`,
    );
  }
  return [...kept, ...fresh];
}
