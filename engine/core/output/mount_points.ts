/**
 * Mount points in read-only volumes that nobody can have filled.
 *
 * @module
 */

import { withoutEnd } from "../../../pacts/ends.ts";
import type { Mount } from "../../../pacts/mod.ts";

/**
 * Mounts in which Docker can make what it mounts others on. In a volume that is read-only it can't, in a tmpfs it can,
 * which becomes read-only last. An empty volume that only the container has is no other than an empty tmpfs.
 */
export function withMountPoints(mounts: readonly Mount[]): readonly Mount[] {
  if (!mounts.some(isEmptyForEver)) return mounts;
  const holders = new Set(mounts.flatMap(({ target }) => pathsAbove(target)));
  return mounts.map((mount) => {
    const { target, origin } = mount;
    if (!isEmptyForEver(mount) || !holders.has(withoutEnd(target, "/"))) return mount;
    return { type: "tmpfs", target, read_only: true, ...(origin ? { origin } : {}) };
  });
}

function isEmptyForEver({ type, source, read_only: isReadOnly, volume }: Mount): boolean {
  return type === "volume" && source === undefined && isReadOnly === true &&
    volume?.nocopy === true;
}

/** `/a/b` lies in `/a`. */
function pathsAbove(path: string): string[] {
  const parts = path.split("/").filter((part) => part !== "");
  return parts.slice(1).map((_, index) => `/${parts.slice(0, index + 1).join("/")}`);
}
