/**
 * The places in an emptyDir that mounts have in common.
 *
 * @module
 */

import type { EmptyDir, EmptyDirMount } from "./empty_dirs.ts";
import { leavesBehind } from "./init_scripts.ts";

/** A path in an emptyDir that something mounts. */
export interface Place {
  /** The path; empty for the whole volume. */
  subPath: string;
  /** Who mounts it. */
  mounts: EmptyDirMount[];
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
 * pod, which empties them. Any other place stays an anonymous volume.
 */
export function namedPlaces({ mounts, hasOwner }: Pick<EmptyDir, "mounts" | "hasOwner">): Place[] {
  const places = new Map<string, Place>();
  for (const mount of mounts) {
    const { subPath } = mount.mount.origin;
    const place = places.get(subPath);
    if (place) place.mounts.push(mount);
    else places.set(subPath, { subPath, mounts: [mount], above: [], below: [] });
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
    [...places.values()].filter((place) => isFile(place) || isLeftBehind(place)),
  );
  for (const place of held) {
    // The outermost place has nothing above it, so there is always one that is not held itself.
    place.holder = place.above.find((above) => !held.has(above));
  }
  return [...places.values()].filter(({ mounts, above, below }) =>
    hasOwner || mounts.length > 1 || above.length > 0 || below.length > 0 ||
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

/**
 * Whether a place is evidently a file (`conf/app.cfg` mounted at `/opt/app/app.cfg`), which no volume
 * can be. `.d` ends the names of folders.
 */
function isFile({ subPath, mounts, above }: Place): boolean {
  const name = lastPart(subPath);
  return above.length > 0 && /.\.(?!d$)[A-Za-z]\w*$/.test(name) &&
    mounts.some(({ mount }) => lastPart(mount.target) === name);
}

/**
 * Whether an init container copies something to exactly this place before anybody mounts it. Kubernetes
 * makes the folder of a subPath when the first container that mounts it starts, so `cp -r conf /empty/conf`
 * finds none there and makes it; into a volume mounted there it would copy `conf/conf`.
 */
function isLeftBehind(place: Place): boolean {
  const first = Math.min(...place.mounts.map(({ container }) => container));
  return place.above.some((above) =>
    above.mounts.some(({ role, container, script, mount }) =>
      role === "init" && container < first &&
      leavesBehind(script, mount.target, relativePath(place, above))
    )
  );
}

function lastPart(path: string): string {
  return path.replace(/\/+$/, "").split("/").at(-1)!;
}
