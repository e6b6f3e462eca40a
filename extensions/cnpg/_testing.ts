/**
 * Clusters for tests: read alone, and converted whole.
 *
 * @module
 */

import { type Conversion, convert, type ExtensionSource } from "../../mod.ts";
import type { ComposeService, Config, ConvertContext, Manifest } from "@dekube/engine/pacts";
import { testContext, type TestContextOptions } from "@dekube/engine/testing";
import * as configmapIndexer from "../configmap-indexer/mod.ts";
import * as secretIndexer from "../secret-indexer/mod.ts";
import * as serviceIndexer from "../service-indexer/mod.ts";
import * as workload from "../workload/mod.ts";
import { type Cluster, readCluster } from "./cluster.ts";
import { imageCatalogs } from "./image.ts";
import * as cnpg from "./mod.ts";

/** An object of the operator's in the namespace `shop`. */
export function operators(
  kind: string,
  name: string,
  spec?: unknown,
  namespace = "shop",
): Manifest {
  return { apiVersion: "postgresql.cnpg.io/v1", kind, metadata: { name, namespace }, spec };
}

/** A Cluster in the namespace `shop` whose version is said. */
export function clusterManifest(spec: object = {}, name = "db", namespace = "shop"): Manifest {
  return operators("Cluster", name, { imageName: "postgresql:16.3", ...spec }, namespace);
}

/** An object in the namespace `shop`. */
export function object(kind: string, name: string, content: object, namespace = "shop"): Manifest {
  return { apiVersion: "v1", kind, metadata: { name, namespace }, ...content };
}

/** A Cluster as it is read, and the context that it is read in. */
export function read(
  spec: object = {},
  others: readonly Manifest[] = [],
  options: TestContextOptions = {},
): { cluster: Cluster; ctx: ConvertContext } {
  const manifest = clusterManifest(spec);
  const ctx = testContext([manifest, ...others], options);
  return { cluster: readCluster(manifest, imageCatalogs(ctx), ctx)!, ctx };
}

/** Converts manifests with this extension and those that it needs. */
export function convertAll(
  manifests: readonly object[],
  options: {
    config?: Partial<Config>;
    previous?: Conversion;
    extensions?: readonly ExtensionSource[];
  } = {},
): Promise<Conversion> {
  const extensions = [
    configmapIndexer,
    secretIndexer,
    serviceIndexer,
    workload,
    cnpg,
    ...options.extensions ?? [],
  ];
  const { previous } = options;
  const read = (path: string) => {
    const content = previous?.files.get(path)?.content;
    return typeof content === "string" ? new TextEncoder().encode(content) : content;
  };
  // A second dekube.yaml knows the claim of the Cluster that the first run found.
  const volumes = { "db-1": { host_path: "db-1" } };
  return convert(manifests, { name: "demo", volumes, ...options.config }, extensions, {
    previous: { read },
  });
}

/** The service `db` of a Cluster. */
export async function serviceOf(
  spec: object = {},
  others: readonly object[] = [],
  config: Partial<Config> = {},
): Promise<ComposeService> {
  const { project } = await convertAll([clusterManifest(spec), ...others], { config });
  return project.services.db;
}

/** A workload whose environment has values of Secrets in the namespace `shop`. */
export function client(
  values: Record<string, [secret: string, key: string]>,
  namespace = "shop",
): object {
  const env = Object.entries(values).map(([name, [secret, key]]) => ({
    name,
    valueFrom: { secretKeyRef: { name: secret, key } },
  }));
  const template = { spec: { containers: [{ name: "web", image: "web", env }] } };
  return { kind: "Deployment", metadata: { name: "web", namespace }, spec: { template } };
}

/** What a conversion said, each as `code path`. */
export function codes({ diagnostics }: Conversion): string[] {
  return diagnostics.map(({ code, path }) => path === undefined ? code : `${code} ${path}`);
}

/** All files of a conversion as text. */
export function filesOf({ files }: Conversion): Record<string, string> {
  return Object.fromEntries([...files.entries()].map(([path, { content, mode }]) => [
    path,
    `${mode.toString(8)} ${
      typeof content === "string" ? content : new TextDecoder().decode(content)
    }`,
  ]));
}
