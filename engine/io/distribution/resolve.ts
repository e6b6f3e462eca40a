/**
 * Finds the extensions that a distribution names.
 *
 * @module
 */

import { fromFileUrl } from "@std/path";
import { nearest } from "../../../pacts/nearest.ts";
import { UserError } from "../../core/user_error.ts";
import { type Base, findBase, loadBase } from "./base.ts";
import { type ResolvedEntry, resolveEntry } from "./entry.ts";
import { type DistributionManifest, isManifest, manifestNeeds } from "./manifest.ts";

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
  const lists: ResolvedEntry[][] = [];
  for await (
    const { manifest: { extensions }, location: from, file } of distributionChain(
      manifest,
      location,
    )
  ) {
    lists.unshift(extensions.map((entry) => resolveEntry(entry, from, shownFile(file))));
  }
  const bySpecifier = new Map<string, ResolvedEntry>();
  for (const entry of lists.flat()) {
    if (!bySpecifier.has(entry.specifier)) bySpecifier.set(entry.specifier, entry);
  }
  return [...bySpecifier.values()];
}

/** More than stand on each other anywhere; one from elsewhere may name another one without end. */
const MOST_BASES = 100;

/**
 * A distribution, then the one that it stands on, and so on down to the engine. Each is loaded when
 * it is asked for.
 *
 * @throws {UserError} for what is no distribution, a base that is not there, and a cycle of bases.
 */
export async function* distributionChain(
  manifest: DistributionManifest,
  location: string,
): AsyncGenerator<Base> {
  const chain = [new URL("distribution.json", location).href];
  if (location.endsWith(".json")) chain[0] = location;
  if (!isManifest(manifest)) {
    throw new UserError(
      `${shownFile(chain[0])} is no distribution.json: it needs ${manifestNeeds(manifest)}`,
    );
  }
  let current: Base = { manifest, location, file: chain[0] };
  for (;;) {
    refuseMisspelt(current);
    yield current;
    const { manifest: { base }, location, file } = current;
    if (base === undefined || base === "engine" || base === "core") return;
    const next = findBase(base, location, shownFile(file));
    const again = chain.indexOf(next);
    if (again >= 0) {
      const round = [...chain.slice(again), next].map(shownFile).join(" -> ");
      throw new UserError(
        `${shownFile(file)} has the base "${base}", which stands on itself: ${round}`,
      );
    }
    if (chain.length > MOST_BASES) {
      throw new UserError(
        `${
          shownFile(file)
        } has the base "${base}", and stands in a chain of more than ${MOST_BASES} distributions already. Name one that is nearer to the engine`,
      );
    }
    chain.push(next);
    current = await loadBase(next, base, shownFile(file));
  }
}

const KEYS: readonly string[] = [
  "name",
  "version",
  "base",
  "input",
  "tools",
  "extensions",
] satisfies (
  keyof DistributionManifest
)[];

/** A base that is misspelt would be none. What is near no key may be of a later version, or somebody's own. */
function refuseMisspelt({ manifest, file }: Base): void {
  for (const key of Object.keys(manifest)) {
    if (KEYS.includes(key)) continue;
    const meant = nearest(key, KEYS);
    if (meant === "") continue;
    throw new UserError(
      `${shownFile(file)} has "${key}", which means nothing there${meant}. Correct it`,
    );
  }
}

/** A file as its path, anything else as it is. */
export function shownFile(file: string): string {
  return file.startsWith("file:") ? fromFileUrl(file) : file;
}
