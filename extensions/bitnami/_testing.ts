/**
 * Whole conversions to test with.
 *
 * @module
 */

import { join } from "@std/path";
import { type Config, Diagnostics, type Manifest } from "@dekube/engine/pacts";
import { type Conversion, convert, parseManifests } from "../../mod.ts";
import * as configMapIndexer from "../configmap-indexer/mod.ts";
import * as emptydir from "../emptydir/mod.ts";
import * as fixPermissions from "../fix-permissions/mod.ts";
import * as pvcIndexer from "../pvc-indexer/mod.ts";
import * as secretIndexer from "../secret-indexer/mod.ts";
import * as serviceIndexer from "../service-indexer/mod.ts";
import * as workload from "../workload/mod.ts";
import { SHARED } from "../../tests/_corpus.ts";
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

/** Manifests of a folder of the corpus. */
export async function corpusManifests(folder: string): Promise<Manifest[]> {
  const files: { file: string; text: string }[] = [];
  await read(join(SHARED, "corpus", folder));
  files.sort((a, b) => a.file < b.file ? -1 : 1);
  return parseManifests(files, new Diagnostics());

  async function read(path: string): Promise<void> {
    for await (const { name, isDirectory } of Deno.readDir(path)) {
      const below = join(path, name);
      if (isDirectory) await read(below);
      else if (name.endsWith(".yaml")) {
        files.push({ file: below, text: await Deno.readTextFile(below) });
      }
    }
  }
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
