/**
 * PersistentVolumes that any claim may have.
 *
 * @module
 */

import { selectsLabels } from "../../../pacts/kubernetes/mod.ts";
import { type ClaimRequest, mismatch, type VolumeOffer } from "./volume_offer.ts";

/** Volumes of one class and of the same access modes, the smallest first. */
interface Shelf {
  accessModes: ReadonlySet<string>;
  volumes: VolumeOffer[];
}

/** Free volumes, by what claims ask for. */
export class FreeVolumes {
  readonly #classes = new Map<string, Shelf[]>();

  /** Those of a list. */
  constructor(volumes: readonly VolumeOffer[]) {
    for (const [storageClass, ofClass] of Map.groupBy(volumes, (volume) => volume.storageClass)) {
      const byModes = Map.groupBy(ofClass, ({ accessModes }) => [...accessModes].sort().join());
      const shelves = [...byModes.values()].map((ofModes) => ({
        accessModes: ofModes[0].accessModes,
        volumes: ofModes.toSorted((one, other) => one.capacity - other.capacity),
      }));
      // Who asks for little is not given what others need more of.
      shelves.sort((one, other) => one.accessModes.size - other.accessModes.size);
      this.#classes.set(storageClass, shelves);
    }
  }

  /**
   * Takes the volume that fits best: the least access modes that do, then the least capacity. Claims may have taken
   * some by their names.
   */
  take(
    request: ClaimRequest,
    isTaken: (volume: VolumeOffer) => boolean,
  ): VolumeOffer | undefined {
    for (const { accessModes, volumes } of this.#classes.get(request.storageClass ?? "") ?? []) {
      if (!request.accessModes.every((mode) => accessModes.has(mode))) continue;
      for (let place = firstOf(volumes, request.size); place < volumes.length; place++) {
        const volume = volumes[place];
        if (isTaken(volume)) continue;
        if (mismatch(volume, request) !== undefined) continue;
        if (!selectsLabels(request.selector, volume.labels)) continue;
        volumes.splice(place, 1);
        return volume;
      }
    }
    return undefined;
  }
}

/** Place of the first volume that is large enough. */
function firstOf(volumes: readonly VolumeOffer[], size: number): number {
  let [low, high] = [0, volumes.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (volumes[middle].capacity < size) low = middle + 1;
    else high = middle;
  }
  return low;
}
