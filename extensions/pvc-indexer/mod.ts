/**
 * Makes claims known to the other extensions: fills `ctx.pvcNames` with the claims that the
 * manifests declare.
 *
 * @module
 */

import {
  type ConvertContext,
  type ConverterResult,
  type ExtensionInfo,
  IndexerConverter,
  type Manifest,
  namespaceOf,
} from "@dekube/engine/pacts";

/** What a distribution knows of this extension. */
export const extension: ExtensionInfo = { name: "pvc-indexer" };

/** Fills `ctx.pvcNames`. */
export class PvcIndexer extends IndexerConverter {
  /** `pvc-indexer`. */
  readonly name = "pvc-indexer";
  /** `PersistentVolumeClaim`. */
  readonly kinds = ["PersistentVolumeClaim"];

  /** Indexes all claims. Those of a StatefulSet's templates are added where they are mounted. */
  convert(_kind: string, manifests: readonly Manifest[], ctx: ConvertContext): ConverterResult {
    for (const manifest of manifests) {
      ctx.pvcNames.add(ctx.names.claim(namespaceOf(manifest), manifest.metadata.name));
    }
    return {};
  }
}
