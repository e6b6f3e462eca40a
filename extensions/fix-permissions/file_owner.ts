/**
 * Who owns a file that not everybody may read.
 *
 * @module
 */

import type { Identity } from "./identity.ts";

/** Who owns a file. */
export interface Owner {
  /** Its user. */
  uid: number;
  /** Its group. */
  gid: number;
  /** Whether the container reads it by its group alone. */
  byGroup: boolean;
}

/**
 * The user owns the files, so that no bit for a group is needed, which ssh and others refuse. With a group alone it
 * is as in Kubernetes: root's, for the group to read. Kubernetes gives them to root where the manifest says nothing
 * at all, so that only root can have read them there.
 */
export function ownerOf({ uid, gid, fsGroup, nonRoot }: Identity): Owner | undefined {
  if (uid !== undefined) return { uid, gid: fsGroup ?? gid ?? 0, byGroup: false };
  if (fsGroup !== undefined) return { uid: 0, gid: fsGroup, byGroup: true };
  return nonRoot ? undefined : { uid: 0, gid: 0, byGroup: false };
}
