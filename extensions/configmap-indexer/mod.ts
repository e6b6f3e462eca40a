/**
 * Makes ConfigMaps known to the other extensions: fills `ctx.configMaps`.
 *
 * @module
 */

import {
  type ConvertContext,
  type ConverterResult,
  type ExtensionInfo,
  IndexerConverter,
  type Manifest,
} from "@dekube/engine/pacts";

/** What a distribution knows of this extension. */
export const extension: ExtensionInfo = { name: "configmap-indexer" };

/** Fills `ctx.configMaps`. */
export class ConfigMapIndexer extends IndexerConverter {
  /** `configmap-indexer`. */
  readonly name = "configmap-indexer";
  /** `ConfigMap`. */
  readonly kinds = ["ConfigMap"];

  /** Indexes all ConfigMaps. */
  convert(_kind: string, manifests: readonly Manifest[], ctx: ConvertContext): ConverterResult {
    for (const manifest of manifests) ctx.configMaps.set(manifest);
    return {};
  }
}
