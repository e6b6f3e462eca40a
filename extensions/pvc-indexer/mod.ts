/**
 * Makes the claims that the manifests declare known: they are on `volumes` of dekube.yaml only where
 * an extension claims their kind.
 *
 * @module
 */

import { type ConverterResult, type ExtensionInfo, IndexerConverter } from "@dekube/engine/pacts";

/** What a distribution knows of this extension. */
export const extension: ExtensionInfo = { name: "pvc-indexer", settings: {} };

/** Claims PersistentVolumeClaims. */
export class PvcIndexer extends IndexerConverter {
  /** `pvc-indexer`. */
  readonly name = "pvc-indexer";
  /** `PersistentVolumeClaim`. */
  readonly kinds = ["PersistentVolumeClaim"];

  /** Nothing is left to do: the engine keeps `volumes`. */
  convert(): ConverterResult {
    return {};
  }
}
