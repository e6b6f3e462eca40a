/**
 * Makes Services known to the other extensions: fills `ctx.services`, `ctx.aliasMap` and
 * `ctx.servicePortMap`.
 *
 * @module
 */

import {
  buildAliasMap,
  buildServicePortMap,
  type ConvertContext,
  type ConverterResult,
  type ExtensionInfo,
  IndexerConverter,
  type Manifest,
} from "@dekube/engine/pacts";

/** What a distribution knows of this extension. */
export const extension: ExtensionInfo = { name: "service-indexer" };

/** Fills `ctx.services`, `ctx.aliasMap` and `ctx.servicePortMap`. */
export class ServiceIndexer extends IndexerConverter {
  /** `service-indexer`. */
  readonly name = "service-indexer";
  /** `Service`. */
  readonly kinds = ["Service"];

  /** Indexes all Services, then what stands behind each. */
  convert(_kind: string, manifests: readonly Manifest[], ctx: ConvertContext): ConverterResult {
    for (const manifest of manifests) ctx.services.add(manifest);
    for (const [key, names] of buildAliasMap(ctx)) ctx.aliasMap.set(key, names);
    for (const [key, port] of buildServicePortMap(ctx)) ctx.servicePortMap.set(key, port);
    return {};
  }
}
