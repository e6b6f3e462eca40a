/**
 * The emptyDirs of one pod.
 *
 * @module
 */

import type { ComposeService, ConvertContext } from "@dekube/engine/pacts";
import type { Workload } from "@dekube/engine/pacts/kubernetes";
import { findEmptyDirs } from "./empty_dirs.ts";
import { MountEdits } from "./mount_edits.ts";
import { namedPlaces } from "./places.ts";
import { placeMounts } from "./sharing.ts";
import { isSettled, type StoreNames, storesOf } from "./stores.ts";

/** Gives the containers of a workload the emptyDirs that they share. */
export function shareEmptyDirs(
  workload: Workload,
  services: Record<string, ComposeService>,
  names: StoreNames,
  ctx: ConvertContext,
): void {
  const edits = new MountEdits();
  for (const emptyDir of findEmptyDirs(workload, services, ctx)) {
    const places = namedPlaces(emptyDir, (subPath) => isSettled(emptyDir, subPath, ctx));
    if (places.length === 0) continue;
    const stores = storesOf(emptyDir, places, names, ctx);
    for (const place of places) placeMounts(place, stores, edits);
  }
  edits.apply();
  if (edits.needSubpath) {
    ctx.report(workload.id).info(
      "volume-subpath",
      "a container mounts part of a volume that an init container fills (volume.subpath), which needs Docker Engine 26 or newer",
    );
  }
}
