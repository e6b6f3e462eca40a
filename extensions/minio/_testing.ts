/**
 * Tenants for tests.
 *
 * @module
 */

import type { Conversion } from "../../mod.ts";
import type { Manifest } from "@dekube/engine/pacts";
import { testConversion } from "@dekube/engine/testing";
import * as certManager from "../cert-manager/mod.ts";
import * as workload from "../workload/mod.ts";
import * as minio from "./mod.ts";

export { said as codes } from "@dekube/engine/testing";
export { app } from "../../pacts/_testing.ts";

/** An object in the namespace `shop`. */
export function object(apiVersion: string, kind: string, name: string, content: object): Manifest {
  return { apiVersion, kind, metadata: { name, namespace: "shop" }, ...content };
}

/** A Tenant `store` with one pool of a drive, whose credentials are known. */
export function tenant(spec: object = {}, name = "store"): Manifest {
  return object("minio.min.io/v2", "Tenant", name, {
    spec: { configuration: { name: "store-configuration" }, pools: [pool()], ...spec },
  });
}

/** A pool `pool-0`. */
export function pool(fields: object = {}): object {
  const volumeClaimTemplate = {
    metadata: { name: "data" },
    spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } },
  };
  return { name: "pool-0", servers: 1, volumesPerServer: 1, volumeClaimTemplate, ...fields };
}

/** A Secret. */
export function secret(name: string, stringData: Record<string, string>): Manifest {
  return object("v1", "Secret", name, { stringData });
}

/** The Secret that the Tenant names. */
export const CONFIGURATION: Manifest = secret("store-configuration", {
  "config.env": 'export MINIO_ROOT_USER="root"\nexport MINIO_ROOT_PASSWORD="root pass$word"\n',
});

/** The Secret of a user. */
export function user(name: string): Manifest {
  return secret(name, { CONSOLE_ACCESS_KEY: `${name}\n`, CONSOLE_SECRET_KEY: `${name}-secret` });
}

/** Converts with cert-manager and workloads. */
export function convert(
  manifests: readonly Manifest[],
  options: { config?: object; previous?: Conversion; extensions?: readonly object[] } = {},
): Promise<Conversion> {
  const { config = {}, previous, extensions = [] } = options;
  return testConversion([certManager, workload, minio, ...extensions], manifests, {
    config,
    firstRun: true,
    account: true,
    ...previous ? { previous: previous.files } : {},
  });
}
