/**
 * Turns CloudNativePG's Clusters into PostgreSQL servers, and its Poolers into names of theirs.
 *
 * @see https://cloudnative-pg.io/documentation/current/
 * @module
 */

import {
  CombinedConverter,
  type ConvertContext,
  type ConverterResult,
  type ExtensionInfo,
  type Manifest,
  type ManifestsByKind,
} from "@dekube/engine/pacts";
import { ACCOUNT } from "./account.ts";
import type { Cluster } from "./cluster.ts";
import { convertClusters } from "./clusters.ts";
import { SETTINGS } from "./image.ts";
import {
  CLUSTER,
  CLUSTER_IMAGE_CATALOG,
  DATABASE,
  DATABASE_ROLE,
  IMAGE_CATALOG,
  POOLER,
} from "./kinds.ts";
import { sayLeftOutObjects } from "./late_objects.ts";
import { convertPoolers } from "./poolers.ts";

/** What a distribution knows of this extension. */
export const extension: ExtensionInfo = {
  name: "cnpg",
  leavesOut: ["bad-database", "late-database", "late-role", "missing-cluster"],
  depends: ["configmap-indexer", "secret-indexer", "service-indexer", "workload"],
  settings: SETTINGS,
  account: ACCOUNT,
  clusterScoped: [CLUSTER_IMAGE_CATALOG],
  replaces: [{ images: ["cloudnative-pg/cloudnative-pg"], charts: ["cloudnative-pg"] }],
};

/** Adds what the operator would make of its objects; the workload extension then makes the services. */
export class CnpgConverter extends CombinedConverter {
  /** `cnpg`. */
  readonly name = "cnpg";
  /** Clusters, and what they are described by. */
  readonly kinds: readonly string[] = [
    CLUSTER,
    DATABASE,
    DATABASE_ROLE,
    IMAGE_CATALOG,
    CLUSTER_IMAGE_CATALOG,
    POOLER,
  ];
  /** Before cert-manager (100), which issues the servers' certificates, and before the workloads. */
  override readonly priority = 90;

  /** The Clusters that were converted, by their manifests; Poolers may come later. */
  readonly #converted = new Map<Manifest, Cluster>();

  /** Converts Clusters with the Databases, roles and Poolers that name them, and says of those what becomes of them. */
  convertAll(manifests: ManifestsByKind, ctx: ConvertContext): ConverterResult {
    const earlier = new Set(this.#converted.keys());
    for (const cluster of convertClusters(manifests.get(CLUSTER) ?? [], ctx)) {
      this.#converted.set(cluster.manifest, cluster);
    }
    for (const kind of [DATABASE, DATABASE_ROLE]) {
      sayLeftOutObjects(manifests.get(kind) ?? [], earlier, ctx);
    }
    convertPoolers(manifests.get(POOLER) ?? [], this.#converted, ctx);
    return {};
  }
}
