/**
 * MariaDBs for tests.
 *
 * @module
 */

import type { Conversion } from "../../mod.ts";
import type { Manifest } from "@dekube/engine/pacts";
import { testConversion } from "@dekube/engine/testing";
import * as certManager from "../cert-manager/mod.ts";
import * as cronjob from "../cronjob/mod.ts";
import * as workload from "../workload/mod.ts";
import * as mariadb from "./mod.ts";

export { said as codes } from "@dekube/engine/testing";
export { app } from "../../pacts/_testing.ts";

/** A word that no quoting may let out. */
export const HOSTILE = "a'b\"c`d\\e$(f)${G}%_;-- #/*\n\r\t😀";

/** An object in the namespace `shop`. */
export function object(apiVersion: string, kind: string, name: string, content: object): Manifest {
  return { apiVersion, kind, metadata: { name, namespace: "shop" }, ...content };
}

/** One of the operator's resources. */
export function resource(kind: string, name: string, spec: object = {}): Manifest {
  return object("k8s.mariadb.com/v1alpha1", kind, name, { spec });
}

/** A MariaDB `db`, without certificates unless it says so. */
export function server(spec: object = {}, name = "db"): Manifest {
  return resource("MariaDB", name, { storage: { size: "1Gi" }, tls: { enabled: false }, ...spec });
}

/** What a resource refers to the MariaDB by. */
export const REF = { mariaDbRef: { name: "db" } };

/** A Secret. */
export function secret(name: string, stringData: Record<string, string>): Manifest {
  return object("v1", "Secret", name, { stringData });
}

/** A reference to a Secret's key. */
export function key(name: string, own = "password"): { name: string; key: string } {
  return { name, key: own };
}

/** Converts with cert-manager, workloads and CronJobs. */
export function convert(
  manifests: readonly Manifest[],
  options: { config?: object; previous?: Conversion; extensions?: readonly object[] } = {},
): Promise<Conversion> {
  const { config = {}, previous, extensions = [] } = options;
  return testConversion([certManager, workload, cronjob, mariadb, ...extensions], manifests, {
    config,
    firstRun: true,
    account: true,
    ...previous ? { previous: previous.files } : {},
  });
}
