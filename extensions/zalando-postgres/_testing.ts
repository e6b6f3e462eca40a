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

/** An OperatorConfiguration for all namespaces, which the operator that {@linkcode deployed} makes has. */
export function operator(configuration: unknown, namespace = "operators"): Manifest {
  const { kubernetes, ...more } = Object(configuration);
  const isOdd = Array.isArray(configuration) || Object(configuration) !== configuration;
  return {
    apiVersion: "acid.zalan.do/v1",
    kind: "OperatorConfiguration",
    metadata: { name: "operator", namespace },
    configuration: isOdd
      ? configuration
      : { ...more, kubernetes: { ...kubernetes, watched_namespace: "*" } },
  } as Manifest;
}

/** The operator itself, with what it may do. */
export function deployed(
  env: object = { POSTGRES_OPERATOR_CONFIGURATION_OBJECT: "operator" },
  namespace = "operators",
): Manifest[] {
  const rbac = { apiVersion: "rbac.authorization.k8s.io/v1" };
  const image = "ghcr.io/zalando/postgres-operator:v1.14.0";
  const variables = Object.entries(env).map(([name, value]) => ({ name, value }));
  const containers = [{ name: "operator", image, env: variables }];
  return [
    object("Deployment", "postgres-operator", {
      apiVersion: "apps/v1",
      spec: { template: { spec: { serviceAccountName: "postgres-operator", containers } } },
    }, namespace),
    {
      ...rbac,
      kind: "ClusterRole",
      metadata: { name: "postgres-operator" },
      rules: [
        { apiGroups: [""], resources: ["secrets"], verbs: ["create", "get", "update"] },
        { apiGroups: ["apps"], resources: ["statefulsets"], verbs: ["create", "get"] },
      ],
    } as Manifest,
    {
      ...rbac,
      kind: "ClusterRoleBinding",
      metadata: { name: "postgres-operator" },
      roleRef: { kind: "ClusterRole", name: "postgres-operator" },
      subjects: [{ kind: "ServiceAccount", name: "postgres-operator", namespace }],
    } as Manifest,
  ];
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
