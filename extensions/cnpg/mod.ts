/**
 * Turns CloudNativePG's Clusters into PostgreSQL servers, and its Poolers into names of theirs.
 *
 * @see https://cloudnative-pg.io/documentation/current/
 * @module
 */

import {
  type ConvertContext,
  type ConverterResult,
  type ExtensionInfo,
  IndexerConverter,
  type Manifest,
  Provider,
  type ProviderResult,
} from "@dekube/engine/pacts";
import { indexClusters } from "./clusters.ts";
import { sayPoolers } from "./poolers.ts";

/** What a distribution knows of this extension. */
export const extension: ExtensionInfo = {
  name: "cnpg",
  depends: ["configmap-indexer", "secret-indexer", "service-indexer", "workload"],
};

/** Makes known what the operator would make of a Cluster; the workload extension then makes the service. */
export class ClusterIndexer extends IndexerConverter {
  /** `cnpg`. */
  readonly name = "cnpg";
  /** `Cluster`, and what Clusters are described by. */
  readonly kinds: readonly string[] = [
    "Cluster",
    "Database",
    "ImageCatalog",
    "ClusterImageCatalog",
  ];
  /** After the indexers (50), and before cert-manager (100), which issues the servers' certificates. */
  override readonly priority = 90;

  /** Indexes all Clusters at once; of the other kinds it only says what belongs to none. */
  convert(kind: string, manifests: readonly Manifest[], ctx: ConvertContext): ConverterResult {
    indexClusters(kind, manifests, ctx);
    return {};
  }
}

/** Says which Poolers lead nowhere. The others are names of their Clusters' servers already. */
export class PoolerProvider extends Provider {
  /** `cnpg`. */
  readonly name = "cnpg";
  /** `Pooler`. */
  readonly kinds: readonly string[] = ["Pooler"];
  /** As other providers. */
  override readonly priority = 500;

  /** Makes no services: a Pooler's name leads to the server itself. */
  convert(_kind: string, manifests: readonly Manifest[], ctx: ConvertContext): ProviderResult {
    sayPoolers(manifests, ctx);
    return { services: {} };
  }
}
