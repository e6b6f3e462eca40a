/**
 * trust-manager: puts the certificates that Bundles gather into ConfigMaps, as trust-manager would in the
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
  idOf,
  type Manifest,
} from "@dekube/engine/pacts";
import { writePem } from "./certificates.ts";
import { KnownObjects } from "./known_objects.ts";
import { Namespaces } from "./namespaces.ts";
import { Sources } from "./sources.ts";
import { putBundle } from "./target.ts";

/** What a distribution knows of this extension. */
export const extension: ExtensionInfo = { name: "trust-manager", depends: ["cert-manager"] };

/** Fills the ConfigMaps, and Secrets, that Bundles name. */
export class TrustManager extends Converter {
  /** `trust-manager`. */
  readonly name = "trust-manager";
  /** `Bundle`. */
  readonly kinds: readonly string[] = ["Bundle"];
  /** After cert-manager, whose authorities are what most Bundles are about. */
  override readonly priority = 200;

  /** Gathers the certificates of all Bundles. */
  convert(_kind: string, manifests: readonly Manifest[], ctx: ConvertContext): ConverterResult {
    const known = {
      configMaps: new KnownObjects(ctx.configMaps.values()),
      secrets: new KnownObjects(ctx.secrets.values()),
    };
    const sources = new Sources(known, ctx);
    const namespaces = new Namespaces(ctx);
    for (const bundle of manifests) {
      const certificates = sources.certificates(bundle);
      if (certificates.length > 0) {
        putBundle(bundle, writePem(certificates), namespaces, known, ctx);
        continue;
      }
      ctx.diagnostics.warn(
        "empty-bundle",
        "the Bundle has no certificate, so nothing is made of it. Give it a source that has one: a secret, a configMap, inLine, or useDefaultCAs",
        { resource: idOf(bundle), path: "spec.sources" },
      );
    }
    return {};
  }
}
