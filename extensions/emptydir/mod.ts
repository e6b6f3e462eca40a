/**
 * emptydir: gives the containers of a pod the emptyDirs that they share.
 *
 * Each mount of an emptyDir comes as an anonymous volume of its own. Those that stand for one place
 * become one named volume, `<workload>-<volume>`. A `subPath` that is shared is a place too, and gets
 * a volume of its own, `<workload>-<volume>-<subPath>`, that is also mounted inside each mount of a
 * folder above it: Docker's own `volume.subpath` needs Docker 26 and a folder that is there already,
 * so only what an init container leaves behind is mounted by it.
 *
 * @module
 */

import {
  type ComposeService,
  type ConvertContext,
  type ExtensionInfo,
  type IngressEntry,
  Transform,
} from "@dekube/engine/pacts";
import { findEmptyDirs } from "./empty_dirs.ts";
import { MountEdits } from "./mount_edits.ts";
import { sharedPlaces } from "./places.ts";
import { placeMounts } from "./sharing.ts";
import { StoreNames, storesOf } from "./stores.ts";

/** What a distribution knows of this extension. */
export const extension: ExtensionInfo = { name: "emptydir" };

/** Turns emptyDirs that several mounts share into named volumes. */
export class EmptyDirTransform extends Transform {
  /** `emptydir`. */
  readonly name = "emptydir";
  /** Before transforms that look at named volumes. */
  override readonly priority = 1000;

  /** Replaces the anonymous volumes in place. */
  transform(
    services: Record<string, ComposeService>,
    _ingressEntries: IngressEntry[],
    ctx: ConvertContext,
  ): void {
    const names = new StoreNames(ctx);
    for (const workload of ctx.workloads) {
      const edits = new MountEdits();
      for (const emptyDir of findEmptyDirs(workload, services, ctx)) {
        const places = sharedPlaces(emptyDir.mounts);
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
  }
}
