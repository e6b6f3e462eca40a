/**
 * What takes the place of the operator's resources.
 *
 * @module
 */

import {
  type ControllerContext,
  type Manifest,
  namespaceOf,
  objectBeside,
  ObjectIndex,
} from "@dekube/engine/pacts";
import { startScript } from "@dekube/engine/pacts/postgres";
import { accessRules } from "./access_rules.ts";
import { type Tls, tlsOf } from "./certificates.ts";
import { type Cluster, readCluster } from "./cluster.ts";
import { credentialsOf, secretNameOf } from "./credentials.ts";
import { type InfrastructureRole, infrastructureRoles } from "./infrastructure_roles.ts";
import { initdbArguments } from "./initdb.ts";
import { OPERATOR_CONFIGURATION, POSTGRES_TEAM, POSTGRESQL } from "./kinds.ts";
import { sayLeftOut, sayNoTeams } from "./left_out.ts";
import { type OperatorOptions, operatorOptions } from "./operator_options.ts";
import { FOLDERS, serverSet, START_SCRIPT } from "./pod.ts";
import { preparedDatabases } from "./prepared_databases.ts";
import { rolesOf } from "./roles.ts";
import { serverConfig } from "./server_config.ts";
import { ledToPrimary, replicaServices, serviceNames, servicesOf } from "./services.ts";
import { setupFiles } from "./setup.ts";

/** New objects by the resource whose place they take. */
export function controller(
  manifests: readonly Manifest[],
  ctx: ControllerContext,
): Map<Manifest, Manifest[]> {
  const objects = new ObjectIndex(manifests);
  const made = new Map<Manifest, Manifest[]>();
  const resources = objects.of(POSTGRESQL);
  if (resources.length > 0) {
    const optionsFor = operatorOptions(objects, resources, ctx);
    const services = Map.groupBy(objects.of("Service"), namespaceOf);
    const replicasIn = new Map<string, ReturnType<typeof replicaServices>>();
    const roles = new Map<OperatorOptions, InfrastructureRole[]>();
    for (const manifest of resources) {
      const namespace = namespaceOf(manifest);
      const options = optionsFor(namespace);
      const replicas = replicasIn.get(namespace) ?? replicaServices(
        services.get(namespace) ?? [],
        options.text("cluster_name_label", "cluster-name"),
      );
      replicasIn.set(namespace, replicas);
      const infrastructure = roles.get(options) ?? infrastructureRoles(options, objects, ctx);
      roles.set(options, infrastructure);
      const cluster = readCluster(manifest, options, ctx);
      made.set(manifest, cluster ? objectsOf(cluster, infrastructure, objects, ctx) : []);
      for (const old of cluster ? replacedBy(cluster, objects) : []) made.set(old, []);
      for (const [service, led] of cluster ? ledToPrimary(replicas, cluster) : []) {
        made.set(service, [led]);
      }
    }
  }
  for (const configuration of objects.of(OPERATOR_CONFIGURATION)) made.set(configuration, []);
  for (const team of objects.of(POSTGRES_TEAM)) {
    sayNoTeams(team, ctx);
    made.set(team, []);
  }
  return made;
}

/** What a live cluster's operator made, and is not made here: poolers and backups. */
function replacedBy({ name, namespace, options }: Cluster, objects: ObjectIndex): Manifest[] {
  const backup = options.text("logical_backup_job_prefix", "logical-backup-");
  return [
    objects.get("Deployment", namespace, `${name}-pooler`),
    objects.get("Deployment", namespace, `${name}-pooler-repl`),
    objects.get("CronJob", namespace, `${backup}${name}`.slice(0, 52)),
  ].filter((object) => object !== undefined);
}

function objectsOf(
  cluster: Cluster,
  infrastructure: readonly InfrastructureRole[],
  objects: ObjectIndex,
  ctx: ControllerContext,
): Manifest[] {
  const { manifest, name, superuser, labels } = cluster;
  const prepared = preparedDatabases(cluster, ctx);
  const roles = rolesOf(cluster, prepared, infrastructure, ctx);
  const { passwords, made } = credentialsOf(cluster, roles, objects, ctx);
  const tls = tlsOf(cluster, serviceNames(cluster), objects, ctx);
  // No object of a cluster has an underscore in its name.
  const [config, setup] = [`${name}_config`, `${name}_setup`];
  sayLeftOut(cluster, ctx);
  return [
    serverSet(cluster, {
      config,
      setup,
      initdbArguments: initdbArguments(cluster, ctx),
      superuserSecret: secretNameOf(superuser, cluster),
      tls,
    }, ctx),
    ...servicesOf(cluster),
    ...made,
    objectBeside(manifest, "ConfigMap", config, { data: configOf(cluster, tls, ctx) }, { labels }),
    objectBeside(manifest, "Secret", setup, {
      stringData: setupFiles(cluster, roles, prepared, passwords, FOLDERS.setup, ctx),
    }, { labels }),
    ...(tls?.made ?? []),
  ];
}

function configOf(
  cluster: Cluster,
  tls: Tls | undefined,
  ctx: ControllerContext,
): Record<string, string> {
  const rules = `${FOLDERS.config}/pg_hba.conf`;
  const config = `${FOLDERS.config}/postgresql.conf`;
  return {
    "postgresql.conf": serverConfig(cluster, FOLDERS.data, rules, ctx),
    "pg_hba.conf": accessRules(cluster, tls?.files, ctx),
    [START_SCRIPT]: startScript({
      speaker: "zalando-postgres",
      config,
      ...(tls ? { tls: tls.files } : {}),
      folders: [],
    }),
  };
}
