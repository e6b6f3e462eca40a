/**
 * Makes Secrets known to the other extensions: `ctx.secrets` has them only where an extension claims
 * their kind.
 *
 * @module
 */

import { type ConverterResult, type ExtensionInfo, IndexerConverter } from "@dekube/engine/pacts";

/** What a distribution knows of this extension. */
export const extension: ExtensionInfo = { name: "secret-indexer", settings: {} };

/** Claims Secrets. */
export class SecretIndexer extends IndexerConverter {
  /** `secret-indexer`. */
  readonly name = "secret-indexer";
  /** `Secret`. */
  readonly kinds = ["Secret"];

  /** Nothing is left to do: the engine keeps the look-up. */
  convert(): ConverterResult {
    return {};
  }
}
