/**
 * A `postgresql` as it is read.
 *
 * @see https://postgres-operator.readthedocs.io/en/latest/reference/cluster_manifest/
 * @module
 */

import {
  type ControllerContext,
  type Manifest,
  type Mapping,
  mapping,
  namespaceOf,
  textMap,
  word,
} from "@dekube/engine/pacts";
import { type PostgresImage, postgresImage } from "./image.ts";
import type { OperatorOptions } from "./operator_options.ts";

/** Names that Services may have: they become file names and parts of addresses. */
const NAME = /^[a-z]([-a-z0-9]*[a-z0-9])?$/;

/** The operator's rule for names of users. */
const USER = /^[a-z0-9]([-_a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-_a-z0-9]*[a-z0-9])?)*$/;

/** A server. */
export interface Cluster {
  /** The object. */
  manifest: Manifest;
  /** Its name. */
  name: string;
  /** Its namespace; empty where it is unknown. */
  namespace: string;
  /** Its `spec`. */
  spec: Mapping;
  /** What the operator is told for all clusters. */
  options: OperatorOptions;
  /** What runs it. */
  image: PostgresImage;
  /** Labels of all that is the cluster's. */
  labels: Readonly<Record<string, string>>;
  /** Labels by which Services find the server. */
  selector: Readonly<Record<string, string>>;
  /** Name of the superuser. */
  superuser: string;
  /** Name of the user that replicas follow as. */
  replicator: string;
}

/** Port of every PostgreSQL that the operator runs. */
export const PORT = 5432;

/** Reads a cluster; `undefined`, and said, where its name is none that its Services could have. */
export function readCluster(
  manifest: Manifest,
  options: OperatorOptions,
  ctx: ControllerContext,
): Cluster | undefined {
  const { name } = manifest.metadata;
  const namespace = namespaceOf(manifest);
  if (!NAME.test(name) || name.length > 53 || !(namespace === "" || isNamespace(namespace))) {
    ctx.report(manifest, "metadata.name").error(
      "bad-name",
      `"${name}" in the namespace "${namespace}" is no name that Services may have (lower-case letters, digits and "-", at most 53), so the cluster is left out. Rename it`,
    );
    return undefined;
  }
  const spec = mapping(manifest.spec);
  const own = textMap(manifest.metadata.labels);
  const inherited = options.list("inherited_labels").filter((label) => Object.hasOwn(own, label));
  const found = {
    ...options.map("cluster_labels", { application: "spilo" }),
    [options.text("cluster_name_label", "cluster-name")]: name,
  };
  const team = word(spec.teamId);
  return {
    manifest,
    name,
    namespace,
    spec,
    options,
    image: postgresImage(manifest, options, ctx),
    labels: {
      ...Object.fromEntries(inherited.map((label) => [label, own[label]])),
      ...(team === "" ? {} : { team }),
      ...found,
    },
    selector: { ...found, [options.text("pod_role_label", "spilo-role")]: "master" },
    superuser: userName(options.text("super_username"), "postgres"),
    replicator: userName(options.text("replication_username"), "standby"),
  };
}

/** Whether a namespace may be called so. */
export function isNamespace(name: string): boolean {
  return /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(name);
}

/** Whether the operator takes a name for a user. */
export function isUserName(name: string): boolean {
  return USER.test(name);
}

function userName(name: string, fallback: string): string {
  return isUserName(name) ? name : fallback;
}

/** The whole name of a Service of the cluster. */
export function hostOf({ namespace }: Pick<Cluster, "namespace">, service: string): string {
  return namespace === "" ? service : `${service}.${namespace}.svc.cluster.local`;
}
