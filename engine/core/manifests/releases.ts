/**
 * Which release an object came with.
 *
 * @module
 */

import { idOf, type Manifest, type ReleaseLookup, type ResourceId } from "../../../pacts/mod.ts";
import { releaseName } from "./namespaces.ts";
import { sourceOf } from "./source.ts";

/** Releases of some manifests. `needs` are the releases that each needs, as the renderer says. */
export function releasesOf(
  manifests: readonly Manifest[],
  needs: ReadonlyMap<string, readonly string[]> = new Map(),
): ReleaseLookup {
  // An object that an extension replaces stays what it is.
  let releases: Map<string, string> | undefined;
  return {
    of(id) {
      releases ??= new Map(manifests.flatMap((manifest) => {
        const folder = sourceOf(manifest)?.release;
        return folder ? [[keyOf(idOf(manifest)), releaseName(folder)]] : [];
      }));
      return releases.get(keyOf(id)) ?? "";
    },
    neededBy: (release) => needs.get(release) ?? [],
  };
}

function keyOf({ group = "", kind, namespace, name }: ResourceId): string {
  return `${kind}.${group}/${namespace}/${name}`;
}
