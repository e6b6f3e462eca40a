/**
 * Clusters for tests: read alone, and converted whole.
 *
 * @module
 */

import type { Conversion, ExtensionSource } from "../../mod.ts";
import type { Config, ConvertContext, Manifest, RenderedService } from "@dekube/engine/pacts";
import {
  type TestContext,
  testContext,
  type TestContextOptions,
  testConversion,
} from "@dekube/engine/testing";
import * as workload from "../workload/mod.ts";
import { type Cluster, readCluster } from "./cluster.ts";
import * as cnpg from "./mod.ts";

export { said as codes } from "@dekube/engine/testing";

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
): { cluster: Cluster; ctx: TestContext } {
  const manifest = clusterManifest(spec);
  const ctx = testContext([manifest, ...others], options);
  return { cluster: readCluster(manifest, ctx)!, ctx };
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
  const { config, previous, extensions = [] } = options;
  return testConversion([workload, cnpg, ...extensions], manifests, {
    // A second dekube.yaml knows the claim of the Cluster that the first run found.
    config: { volumes: { "db-1": { host_path: "db-1" } }, ...config },
    ...previous ? { previous: previous.files } : {},
  });
}

/** The service `db` of a Cluster. */
export async function serviceOf(
  spec: object = {},
  others: readonly object[] = [],
  config: Partial<Config> = {},
): Promise<RenderedService> {
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

/** All files of a conversion as text. */
export function filesOf({ files }: Conversion): Record<string, string> {
  return Object.fromEntries([...files.entries()].map(([path, { content, mode }]) => [
    path,
    `${mode.toString(8)} ${
      typeof content === "string" ? content : new TextDecoder().decode(content)
    }`,
  ]));
}

/** An object for which `adding()` adds another. */
export const TRIGGER: Manifest = {
  apiVersion: "example.com/v1",
  kind: "Trigger",
  metadata: { name: "trigger", namespace: "shop" },
};

/** An extension that adds an object when all others have had their turn. */
export function adding(manifest: Manifest): ExtensionSource {
  return {
    name: "adding",
    kinds: ["example.com/Trigger"],
    priority: 5000,
    convert(_kind: string, _manifests: readonly Manifest[], ctx: ConvertContext) {
      ctx.manifests.add(manifest);
      return {};
    },
  };
}
