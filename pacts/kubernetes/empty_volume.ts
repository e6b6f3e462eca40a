/**
 * Volumes that start with nothing in them. Not one of the contracts.
 *
 * @module
 */

import type { Mount } from "../compose.ts";

/** A mount of an anonymous volume, without what the image has there. */
export function emptyVolume(target: string, readOnly: boolean): Mount {
  return {
    type: "volume",
    target,
    ...(readOnly ? { read_only: true } : {}),
    volume: { nocopy: true },
  };
}
