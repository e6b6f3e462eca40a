/**
 * Whole conversions to test with.
 *
 * @module
 */

import type { Config, Manifest } from "@dekube/engine/pacts";
import { type Conversion, convert } from "../../mod.ts";
import * as configMapIndexer from "../configmap-indexer/mod.ts";
import * as emptydir from "../emptydir/mod.ts";
import * as fixPermissions from "../fix-permissions/mod.ts";
import * as pvcIndexer from "../pvc-indexer/mod.ts";
import * as secretIndexer from "../secret-indexer/mod.ts";
import * as serviceIndexer from "../service-indexer/mod.ts";
import * as workload from "../workload/mod.ts";
import * as bitnami from "./mod.ts";

/** Converts with what the transform builds on, emptydir before it and fix-permissions after it. */
export async function converted(
  manifests: Manifest[],
  config: Partial<Config> = {},
): Promise<Conversion> {
  return await convert(manifests, { name: "demo", ...config }, [
    ...[configMapIndexer, secretIndexer, pvcIndexer, serviceIndexer],
    ...[workload, emptydir, fixPermissions, bitnami],
  ]);
}

/** A workload of one container, with its pod's volumes. */
export function workloadOf(
  name: string,
  container: object,
  pod: object = {},
  kind = "StatefulSet",
): Manifest {
  return {
    kind,
    metadata: { name, namespace: "shop" },
    spec: { template: { spec: { containers: [{ name, ...container }], ...pod } } },
  };
}

/** A Secret with text values. */
export function secretOf(name: string, stringData: Record<string, string>): Manifest {
  return { kind: "Secret", metadata: { name, namespace: "shop" }, stringData };
}

/** Environment as a manifest lists it. */
export function envOf(values: Record<string, string>): object[] {
  return Object.entries(values).map(([name, value]) => ({ name, value }));
}

/** Codes of what was said, in order. */
export function codesOf({ diagnostics }: Conversion): string[] {
  return diagnostics.map(({ code }) => code);
}
