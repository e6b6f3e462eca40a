/**
 * Makes Services known to the other extensions: `ctx.services` has them only where an extension
 * claims their kind.
 *
 * @module
 */

import { type ConverterResult, type ExtensionInfo, IndexerConverter } from "@dekube/engine/pacts";

/** What a distribution knows of this extension. */
export const extension: ExtensionInfo = { name: "service-indexer", settings: {} };

/** Claims Services. */
export class ServiceIndexer extends IndexerConverter {
  /** `service-indexer`. */
  readonly name = "service-indexer";
  /** `Service`. */
  readonly kinds = ["Service"];

  /** Nothing is left to do: the engine keeps the look-up. */
  convert(): ConverterResult {
    return {};
  }
}
