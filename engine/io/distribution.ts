/**
 * Finds the extensions that a distribution names.
 *
 * @module
 */

import { fromFileUrl } from "@std/path";
import { UserError } from "../core/user_error.ts";
import { type Base, findBase, loadBase } from "./distribution_base.ts";
import type { DistributionManifest } from "./distribution_manifest.ts";
import { type ResolvedEntry, resolveEntry } from "./distribution_entry.ts";

export { type ResolvedEntry, resolveEntry } from "./distribution_entry.ts";
export type { DistributionManifest } from "./distribution_manifest.ts";

/**
 * All extensions of a distribution, those of its base first, each once. `location` is the URL of
 * the file or module that the manifest lies beside.
 *
 * @throws {UserError} for an unknown name, a base that is not there, a cycle of bases.
 */
export async function resolveDistribution(
  manifest: DistributionManifest,
  location: string,
): Promise<ResolvedEntry[]> {
  const chain = [new URL("distribution.json", location).href];
  if (location.endsWith(".json")) chain[0] = location;
  let current: Base = { manifest, location, file: chain[0] };
  const lists: ResolvedEntry[][] = [];
  for (;;) {
    const { manifest: { extensions, base }, location, file } = current;
    lists.unshift(extensions.map((entry) => resolveEntry(entry, location, shown(file))));
    if (base === undefined || base === "engine" || base === "core") break;
    const next = findBase(base, location, shown(file));
    const again = chain.indexOf(next);
    if (again >= 0) {
      const round = [...chain.slice(again), next].map(shown).join(" -> ");
      throw new UserError(
        `${shown(file)} has the base "${base}", which stands on itself: ${round}`,
      );
    }
    chain.push(next);
    current = await loadBase(next, base, shown(file));
  }
  const bySpecifier = new Map<string, ResolvedEntry>();
  for (const entry of lists.flat()) {
    if (!bySpecifier.has(entry.specifier)) bySpecifier.set(entry.specifier, entry);
  }
  return [...bySpecifier.values()];
}

/** A file as its path, anything else as it is. */
function shown(file: string): string {
  return file.startsWith("file:") ? fromFileUrl(file) : file;
}
