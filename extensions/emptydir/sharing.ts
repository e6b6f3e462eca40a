/**
 * The mounts that stand for a shared place of an emptyDir.
 *
 * @module
 */

import { type Mount, mount, withoutEnd } from "@dekube/engine/pacts";
import type { EmptyDirMount } from "./empty_dirs.ts";
import type { MountEdits } from "./mount_edits.ts";
import { isBefore, type Place, relativePath } from "./places.ts";
import type { Stores } from "./stores.ts";

/** Replaces each mount of a place. */
export function placeMounts(place: Place, stores: Stores, edits: MountEdits): void {
  for (const mounted of place.mounts) {
    const { target, read_only: readOnly = false, origin } = mounted.mount;
    const nested = nestedMounts(place, mounted, stores);
    const replacement = place.holder
      ? partOf(place, place.holder, stores, target, readOnly)
      : mountEmpty(stores.get(place)!, target, readOnly);
    edits.replace(mounted, [{ ...replacement, origin }, ...nested]);
  }
}

/**
 * Places below have volumes of their own: who mounts a folder above them gets them inside it, but for init containers that
 * run before the places are there.
 */
function nestedMounts(place: Place, mounted: EmptyDirMount, stores: Stores): Mount[] {
  const { target, read_only: readOnly, origin } = mounted.mount;
  const source = stores.get(place);
  return place.below.flatMap((below) => {
    if (isBefore(mounted, below)) return [];
    const store = stores.get(below);
    const path = relativePath(below, place);
    // In a folder of the host it is there anyway.
    if (store === undefined || store === `${source}/${path}`) return [];
    const nested = mountEmpty(store, `${withoutEnd(target, "/")}/${path}`, readOnly);
    return [{ ...nested, origin: { ...origin, subPath: below.subPath } }];
  });
}

/** A mount of a store, without what the image has there: an emptyDir starts empty. */
function mountEmpty(store: string, target: string, readOnly = false): Mount {
  const mounted = mount(store, target, { readOnly });
  return mounted.type === "volume" ? { ...mounted, volume: { nocopy: true } } : mounted;
}

/** A file or folder in another place's volume. */
function partOf(
  place: Place,
  holder: Place,
  stores: Stores,
  target: string,
  readOnly: boolean,
): Mount {
  const source = stores.get(holder)!;
  const subpath = relativePath(place, holder);
  if (/^[./~]/.test(source)) return mount(`${source}/${subpath}`, target, { readOnly });
  return {
    type: "volume",
    source,
    target,
    ...(readOnly ? { read_only: true } : {}),
    // The init container's files are wanted, not the image's.
    volume: { nocopy: true, subpath },
  };
}
