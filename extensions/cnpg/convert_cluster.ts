/**
 * Turns a Cluster into the objects that the operator would make of it.
 *
 * @module
 */

import type { ConvertContext, Manifest } from "@dekube/engine/pacts";
import { startScript } from "@dekube/engine/pacts/postgres";
import { accessRules, userMaps } from "./access_rules.ts";
import { addClientCertificates, type Tls, tlsOf } from "./certificates.ts";
import type { Cluster } from "./cluster.ts";
import { addService, clusterServices, isServiceName } from "./cluster_services.ts";
import { credentialsOf } from "./credentials.ts";
import { initFiles } from "./init.ts";
import { initdbArguments } from "./initdb.ts";
import { sayLeftOut } from "./left_out.ts";
import { serverConfig } from "./parameters.ts";
import { dataFolder, FOLDERS, podOf, START_SCRIPT } from "./pod.ts";
import { rolesOf } from "./roles.ts";
import { type Tablespace, tablespacesOf } from "./tablespaces.ts";

/** The certificate's files in the container. */
const TLS_FILES = {
  certificate: `${FOLDERS.tls}/tls.crt`,
  key: `${FOLDERS.tls}/tls.key`,
  authority: `${FOLDERS.clientCa}/ca.crt`,
};

/** What a Cluster is converted with. */
export interface Surroundings {
  /** Name of its pod. */
  podName: string;
  /** Database objects that name it. */
  databases: readonly Manifest[];
  /** DatabaseRole objects that name it. */
  databaseRoles: readonly Manifest[];
  /** Poolers that name it. */
  poolers: readonly Manifest[];
}

/**
 * Adds a Cluster's Secrets, settings, certificates, pod and Services. Of its Poolers, whose Services come
 * later, the certificate has the names.
 */
export function convertCluster(
  cluster: Cluster,
  { podName, databases, databaseRoles, poolers }: Surroundings,
  ctx: ConvertContext,
): void {
  const services = clusterServices(cluster, ctx);
  const poolerNames = poolers.map(({ metadata }) => metadata.name).filter(isServiceName);
  const names = [...services.map(({ metadata }) => metadata.name), ...poolerNames];
  const { superuserSecret, ownerPassword } = credentialsOf(cluster, ctx);
  const tablespaces = tablespacesOf(cluster, ctx);
  const tls = tlsOf(cluster, names, ctx);
  const needsScript = tls !== undefined || tablespaces.length > 0;
  const roles = rolesOf(cluster, databaseRoles, ctx);
  addClientCertificates(cluster, databaseRoles, tls, ctx);
  const files = { ownerPassword, tablespaces, roles, databases, folder: FOLDERS.init };
  const pod = podOf(cluster, {
    name: podName,
    config: addConfig(cluster, tablespaces, tls, needsScript, ctx),
    init: addInit(cluster, initFiles(cluster, files, ctx), ctx),
    initdbArguments: initdbArguments(cluster, ctx),
    superuserSecret,
    tls,
    tablespaces,
    startScript: needsScript,
  }, ctx);
  sayLeftOut(cluster, ctx);
  ctx.manifests.add(pod);
  for (const service of services) addService(service, ctx);
}

function addConfig(
  cluster: Cluster,
  tablespaces: readonly Tablespace[],
  tls: Tls | undefined,
  needsScript: boolean,
  ctx: ConvertContext,
): string {
  const { name, namespace, image } = cluster;
  const folder = FOLDERS.config;
  const maps = userMaps(cluster, ctx);
  const files = {
    data: dataFolder(image.major),
    accessRules: `${folder}/pg_hba.conf`,
    userMaps: maps === "" ? "" : `${folder}/pg_ident.conf`,
  };
  const features = {
    temporaryTablespaces: tablespaces.filter(({ temporary }) => temporary).map(({ name }) => name),
    tls: tls !== undefined,
  };
  const data: Record<string, string> = {
    "postgresql.conf": serverConfig(cluster, files, features, ctx),
    "pg_hba.conf": accessRules(cluster, ctx),
  };
  if (maps !== "") data["pg_ident.conf"] = maps;
  if (needsScript) {
    data[START_SCRIPT] = startScript({
      speaker: "cnpg",
      config: `${folder}/postgresql.conf`,
      ...(tls ? { tls: TLS_FILES } : {}),
      folders: tablespaces.map(({ location }) => location),
    });
  }
  // A chart may have a ConfigMap of that name; with an underscore it is nobody's.
  const wanted = `${name}-config`;
  const map = ctx.configMaps.get(namespace, wanted) ? `${name}_config` : wanted;
  ctx.manifests.add({
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: map, namespace },
    data,
  });
  return map;
}

/** The name has an underscore, which no Kubernetes object's has, so that it is nobody's. */
function addInit(
  cluster: Cluster,
  stringData: Record<string, string>,
  ctx: ConvertContext,
): string {
  const { name, namespace } = cluster;
  const secret = `${name}_init`;
  ctx.manifests.add({
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name: secret, namespace },
    stringData,
  });
  return secret;
}
