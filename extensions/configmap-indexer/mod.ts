/**
 * Makes ConfigMaps known to the other extensions: `ctx.configMaps` has them only where an extension
 * claims their kind.
 *
 * @module
 */

import { type ConverterResult, type ExtensionInfo, IndexerConverter } from "@dekube/engine/pacts";

/** What a distribution knows of this extension. */
export const extension: ExtensionInfo = { name: "configmap-indexer", settings: {} };

/** Claims ConfigMaps. */
export class ConfigMapIndexer extends IndexerConverter {
  /** `configmap-indexer`. */
  readonly name = "configmap-indexer";
  /** `ConfigMap`. */
  readonly kinds = ["ConfigMap"];

  /** Nothing is left to do: the engine keeps the look-up. */
  convert(): ConverterResult {
    return {};
  }
}
