/**
 * Clusters for tests.
 *
 * @module
 */

import type { Conversion } from "../../mod.ts";
import type { Config, Manifest } from "@dekube/engine/pacts";
import { fileOf, namesOf as namesIn, testConversion } from "@dekube/engine/testing";
import * as certManager from "../cert-manager/mod.ts";
import * as emptydir from "../emptydir/mod.ts";
import * as workload from "../workload/mod.ts";
import * as zalando from "./mod.ts";

export { fileOf } from "@dekube/engine/testing";

/** A `postgresql` in the namespace `shop` whose version is said. */
export function cluster(spec: object = {}, name = "db", namespace = "shop"): Manifest {
  return {
    apiVersion: "acid.zalan.do/v1",
    kind: "postgresql",
    metadata: { name, namespace },
    spec: { teamId: "acid", numberOfInstances: 1, postgresql: { version: "15" }, ...spec },
  };
}

/** An OperatorConfiguration. */
export function operator(configuration: unknown): Manifest {
  return {
    apiVersion: "acid.zalan.do/v1",
    kind: "OperatorConfiguration",
    metadata: { name: "operator", namespace: "operators" },
    configuration,
  } as Manifest;
}

/** An object. */
export function object(kind: string, name: string, content: object, namespace = "shop"): Manifest {
  return { apiVersion: "v1", kind, metadata: { name, namespace }, ...content };
}

/** The Secret of a user of the cluster `db`. */
export function secretOf(user: string, cluster = "db"): string {
  return `${user}.${cluster}.credentials.postgresql.acid.zalan.do`;
}

/** A workload whose environment has values of Secrets. */
export function app(
  values: Record<string, [secret: string, key: string]>,
  namespace = "shop",
): Manifest {
  const env = Object.entries(values).map(([name, [secret, key]]) => ({
    name,
    valueFrom: { secretKeyRef: { name: secret, key } },
  }));
  const template = { spec: { containers: [{ name: "app", image: "app", env }] } };
  return object("Deployment", "app", { apiVersion: "apps/v1", spec: { template } }, namespace);
}

/** Converts manifests with this extension and those that it needs. */
export function convert(
  manifests: readonly Manifest[],
  options: { config?: Partial<Config>; previous?: Conversion } = {},
): Promise<Conversion> {
  const { config = {}, previous } = options;
  return testConversion([workload, emptydir, certManager, zalando], manifests, {
    config,
    account: true,
    ...(previous ? { previous: previous.files } : { firstRun: true }),
  });
}

/** What a conversion said, each as `severity code path`. */
export function said({ diagnostics }: Conversion): string[] {
  return diagnostics.map(({ severity, code, path }) => `${severity} ${code} ${path ?? ""}`.trim());
}

/** The files of the first start in one text, in the order in which they run. */
export function setupOf(conversion: Conversion): string {
  return [...conversion.files.entries()].map(([path]) => path).filter((path) =>
    /^secrets\/db_setup[/@].*\.sql/.test(path)
  )
    .toSorted().map((path) => fileOf(conversion, path.replace(/@[0-9a-f]+/g, ""))).join("\n");
}

/** The rules of pg_hba.conf. */
export function rulesOf(conversion: Conversion): string[] {
  return fileOf(conversion, "configmaps/db_config/pg_hba.conf").split("\n")
    .filter((line) => /^[^#]/.test(line));
}

/** The names by which a service is found, in the namespace itself. */
export const namesOf = (conversion: Conversion, service: string): string[] =>
  namesIn(conversion, service, "shop");

/** What a container's variable holds. */
export function variableOf({ project }: Conversion, service: string, name: string): string {
  return String(project.services[service]?.environment?.[name] ?? "");
}
