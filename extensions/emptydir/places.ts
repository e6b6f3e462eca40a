/**
 * The places in an emptyDir that mounts have in common.
 *
 * @module
 */

import { withoutEnd } from "@dekube/engine/pacts";
import type { EmptyDir, EmptyDirMount } from "./empty_dirs.ts";
import { makesFile } from "./init_scripts.ts";

/** A path in an emptyDir that something mounts. */
export interface Place {
  /** The path; empty for the whole volume. */
  subPath: string;
  /** Who mounts it. */
  mounts: EmptyDirMount[];
  /** Position of the first of them: Kubernetes makes the folder when that one starts, and it is there from then on. */
  first: number;
  /** Places that it lies in, the nearest first. */
  above: Place[];
  /** Places that lie in it. */
  below: Place[];
  /** The place whose volume holds it as a mere file or folder; `undefined` where it has a volume itself. */
  holder?: Place;
}

/**
 * The places that need a name: mounted more than once, or one inside another, or by a user that could not
 * write an anonymous volume, which nobody else can reach to change that; all of them where a service stands for the
 * pod, which empties them; and those that the user keeps elsewhere. Any other place stays an anonymous volume.
 */
export function namedPlaces(
  { mounts, hasOwner }: Pick<EmptyDir, "mounts" | "hasOwner">,
  isSettled: (subPath: string) => boolean = () => false,
): Place[] {
  const places = new Map<string, Place>();
  for (const mount of mounts) {
    const { subPath } = mount.mount.origin;
    const place = places.get(subPath);
    if (place) place.mounts.push(mount);
    else {
      // Without such a service nobody hands over what init containers left there, so all see it from the start.
      const first = hasOwner ? mount.container : 0;
      places.set(subPath, { subPath, mounts: [mount], first, above: [], below: [] });
    }
  }
  for (const place of places.values()) {
    for (const path of pathsAbove(place.subPath)) {
      const above = places.get(path);
      if (!above) continue;
      place.above.push(above);
      above.below.push(place);
    }
  }
  const held = new Set(
    [...places.values()].filter((place) => isFile(place) || isSeenBefore(place)),
  );
  for (const place of held) {
    // The outermost place has nothing above it, so there is always one that is not held itself.
    place.holder = place.above.find((above) => !held.has(above));
  }
  return [...places.values()].filter(({ subPath, mounts, above, below }) =>
    hasOwner || isSettled(subPath) || mounts.length > 1 || above.length > 0 || below.length > 0 ||
    mounts.some(({ needsOpening }) => needsOpening)
  );
}

/** Path of a place as seen from one above it. */
export function relativePath(place: Place, above: Place): string {
  return above.subPath === "" ? place.subPath : place.subPath.slice(above.subPath.length + 1);
}

/** `a/b/c` lies in `a/b`, `a`, and the whole volume. */
function pathsAbove(subPath: string): string[] {
  if (subPath === "") return [];
  const parts = subPath.split("/");
  return parts.map((_, index) => parts.slice(0, parts.length - 1 - index).join("/"));
}

/** Whether an init container, or a native sidecar, starts before anybody mounts a place, and so finds no folder there. */
export function isBefore({ role, container }: EmptyDirMount, { first }: Place): boolean {
  return (role === "init" || role === "native-sidecar") && container < first;
}

/**
 * Whether a place is evidently a file, which no volume can be: an init container makes one there before anybody mounts it,
 * or its name says so (`conf/app.cfg` mounted at `/opt/app/app.cfg`). `.d` ends the names of folders.
 */
function isFile(place: Place): boolean {
  const { subPath, mounts, above } = place;
  const name = lastPart(subPath);
  const isNamedSo = /.\.(?!d$)[A-Za-z]\w*$/.test(name) &&
    mounts.some(({ mount }) => lastPart(mount.target) === name);
  return above.length > 0 && isNamedSo ||
    above.some((folder) =>
      folder.mounts.some((mounted) =>
        isBefore(mounted, place) &&
        makesFile(mounted.script, mounted.mount.target, relativePath(place, folder))
      )
    );
}

/**
 * Whether a native sidecar has a folder above a place before the place is there. It runs on, so a volume that comes later is
 * out of its sight.
 */
function isSeenBefore(place: Place): boolean {
  return place.above.some(({ mounts }) =>
    mounts.some((mounted) => mounted.role === "native-sidecar" && isBefore(mounted, place))
  );
}

function lastPart(path: string): string {
  return withoutEnd(path, "/").split("/").at(-1)!;
}
