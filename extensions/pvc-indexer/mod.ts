/**
 * Makes the claims that the manifests declare known, and the volumes that they are bound to: they are on `volumes` of
 * dekube.yaml, or bound, only where an extension claims their kinds.
 *
 * @module
 */

import { type ConverterResult, type ExtensionInfo, IndexerConverter } from "@dekube/engine/pacts";

/** What a distribution knows of this extension. */
export const extension: ExtensionInfo = { name: "pvc-indexer", settings: {} };

/** Claims PersistentVolumeClaims and PersistentVolumes. */
export class PvcIndexer extends IndexerConverter {
  /** `pvc-indexer`. */
  readonly name = "pvc-indexer";
  /** `PersistentVolumeClaim`, `PersistentVolume`. */
  readonly kinds = ["PersistentVolumeClaim", "PersistentVolume"];

  /** Nothing is left to do: the engine keeps `volumes`, and binds claims. */
  convert(): ConverterResult {
    return {};
  }
}
