/**
 * Converts what comes in on standard input with every bundled extension, imported statically, and
 * prints what came out. As a program it needs no permission at all.
 *
 * @module
 */
import { convert, Diagnostics, type ManifestFile, parseManifests, renderCompose } from "../mod.ts";
import * as caddy from "../extensions/caddy/mod.ts";
import * as configMapIndexer from "../extensions/configmap-indexer/mod.ts";
import * as eck from "../extensions/eck/mod.ts";
import * as emptydir from "../extensions/emptydir/mod.ts";
import * as fixPermissions from "../extensions/fix-permissions/mod.ts";
import * as haproxy from "../extensions/haproxy/mod.ts";
import * as kubernetesApi from "../extensions/kubernetes-api/mod.ts";
import * as pvcIndexer from "../extensions/pvc-indexer/mod.ts";
import * as secretIndexer from "../extensions/secret-indexer/mod.ts";
import * as serviceIndexer from "../extensions/service-indexer/mod.ts";
import * as startOrder from "../extensions/start-order/mod.ts";
import * as workload from "../extensions/workload/mod.ts";
import * as argoRollouts from "../extensions/argo-rollouts/mod.ts";
import * as redis from "../extensions/redis/mod.ts";
import * as mongodb from "../extensions/mongodb/mod.ts";
import * as externalSecrets from "../extensions/external-secrets/mod.ts";
import * as sealedSecrets from "../extensions/sealed-secrets/mod.ts";
import * as rabbitmq from "../extensions/rabbitmq/mod.ts";
import * as bitnami from "../extensions/bitnami/mod.ts";
import * as certManager from "../extensions/cert-manager/mod.ts";
import * as cnpg from "../extensions/cnpg/mod.ts";
import * as cronjob from "../extensions/cronjob/mod.ts";
import * as gatewayApi from "../extensions/gateway-api/mod.ts";
import * as keycloak from "../extensions/keycloak/mod.ts";
import * as mariadb from "../extensions/mariadb/mod.ts";
import * as kubeApi from "../extensions/kube-api/mod.ts";
import * as minio from "../extensions/minio/mod.ts";
import * as nginx from "../extensions/nginx/mod.ts";
import * as servicePorts from "../extensions/service-ports/mod.ts";
import * as servicemonitor from "../extensions/servicemonitor/mod.ts";
import * as clickhouse from "../extensions/clickhouse/mod.ts";
import * as strimzi from "../extensions/strimzi/mod.ts";
import * as traefik from "../extensions/traefik/mod.ts";
import * as trustManager from "../extensions/trust-manager/mod.ts";
import * as zalandoPostgres from "../extensions/zalando-postgres/mod.ts";

/** The bundled extensions by name. */
export const BUNDLED: Record<string, object> = {
  "configmap-indexer": configMapIndexer,
  "secret-indexer": secretIndexer,
  "pvc-indexer": pvcIndexer,
  "service-indexer": serviceIndexer,
  workload,
  haproxy,
  caddy,
  "kubernetes-api": kubernetesApi,
  emptydir,
  "start-order": startOrder,
  "fix-permissions": fixPermissions,
};

/** What kubernetes2simple adds to them. */
export const CATALOGUE: Record<string, object> = {
  "cert-manager": certManager,
  "trust-manager": trustManager,
  cnpg,
  "zalando-postgres": zalandoPostgres,
  mariadb,
  keycloak,
  servicemonitor,
  cronjob,
  "kube-api": kubeApi,
  "argo-rollouts": argoRollouts,
  redis,
  mongodb,
  minio,
  eck,
  "external-secrets": externalSecrets,
  "sealed-secrets": sealedSecrets,
  rabbitmq,
  strimzi,
  clickhouse,
  nginx,
  traefik,
  "gateway-api": gatewayApi,
  bitnami,
  "service-ports": servicePorts,
};

/** Everything that comes out of a first run, as data. */
export async function convertAll(
  files: readonly ManifestFile[],
  extensions: Record<string, object> = BUNDLED,
): Promise<unknown> {
  const diagnostics = new Diagnostics();
  const manifests = parseManifests(files, diagnostics);
  const conversion = await convert(manifests, {}, Object.values(extensions), {
    diagnostics,
    firstRun: true,
    sourceName: "platform",
  });
  return JSON.parse(JSON.stringify({
    ...conversion,
    compose: renderCompose(conversion.project),
    files: [...conversion.files.entries()].map(([path, { content, mode }]) => [
      path,
      typeof content === "string" ? content : [...content],
      mode,
    ]),
  }));
}

if (import.meta.main) {
  const files = JSON.parse(await new Response(Deno.stdin.readable).text());
  console.log(JSON.stringify(await convertAll(files)));
}
