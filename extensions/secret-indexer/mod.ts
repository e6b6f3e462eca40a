/**
 * Makes Secrets known to the other extensions: fills `ctx.secrets`.
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
export const extension: ExtensionInfo = { name: "secret-indexer" };

/** Fills `ctx.secrets`. */
export class SecretIndexer extends IndexerConverter {
  /** `secret-indexer`. */
  readonly name = "secret-indexer";
  /** `Secret`. */
  readonly kinds = ["Secret"];

  /** Indexes all Secrets. */
  convert(_kind: string, manifests: readonly Manifest[], ctx: ConvertContext): ConverterResult {
    for (const manifest of manifests) ctx.secrets.set(manifest);
    return {};
  }
}
