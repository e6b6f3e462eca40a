/**
 * trust-manager: puts the certificates that Bundles and ClusterBundles gather into ConfigMaps, as trust-manager would in the
 * cluster.
 *
 * Where they come from is in `sources.ts`, where they go in `target.ts`.
 *
 * @module
 */

import {
  type ConvertContext,
  Converter,
  type ConverterResult,
  type ExtensionInfo,
  type Manifest,
} from "@dekube/engine/pacts";
import { ACCOUNT } from "./account.ts";
import { BUNDLE, CLUSTER_BUNDLE, readBundle } from "./bundle.ts";
import { writePem } from "./certificates.ts";
import { knownObjects } from "./known_objects.ts";
import { Namespaces } from "./namespaces.ts";
import { Sources } from "./sources.ts";
import { putBundle } from "./target.ts";

/** What a distribution knows of this extension. */
export const extension: ExtensionInfo = {
  name: "trust-manager",
  leavesOut: ["empty-bundle"],
  depends: ["cert-manager", "configmap-indexer", "secret-indexer"],
  settings: {},
  account: ACCOUNT,
  clusterScoped: [BUNDLE, CLUSTER_BUNDLE],
  replaces: [{ images: ["jetstack/trust-manager"], charts: ["trust-manager"] }],
};

/** Fills the ConfigMaps, and Secrets, that Bundles name. */
export class TrustManager extends Converter {
  /** `trust-manager`. */
  readonly name = "trust-manager";
  /** trust-manager's kinds. */
  readonly kinds: readonly string[] = [BUNDLE, CLUSTER_BUNDLE];
  /** After cert-manager, whose authorities are what most Bundles are about. */
  override readonly priority = 200;

  /** Gathers the certificates of all Bundles. */
  convert(_kind: string, manifests: readonly Manifest[], ctx: ConvertContext): ConverterResult {
    const known = knownObjects(ctx);
    const sources = new Sources(known, ctx);
    const namespaces = new Namespaces(ctx);
    for (const manifest of manifests) {
      const bundle = readBundle(manifest);
      const certificates = sources.certificates(bundle);
      if (certificates.length > 0) {
        putBundle(bundle, writePem(certificates), namespaces, known, ctx);
        continue;
      }
      ctx.report(manifest, bundle.sourcesPath).warn(
        "empty-bundle",
        `the ${manifest.kind} has no certificate, so nothing is made of it. Give it a source that has one: a Secret, a ConfigMap, a text, or the default authorities`,
      );
    }
    return {};
  }
}
