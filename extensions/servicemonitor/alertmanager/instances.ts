/**
 * The Alertmanagers that are run.
 *
 * @module
 */

import {
  type ConvertContext,
  idOf,
  isExcluded,
  type Manifest,
  mapping,
  mappings,
  text,
  word,
} from "@dekube/engine/pacts";
import { ALERTMANAGER } from "../kinds.ts";
import { ALERTMANAGER_PROGRAM, freeName, imageOf, isRun, type Running } from "../program.ts";
import { reportUnread, siteOf } from "../read.ts";
import { imageVersion, parseVersion } from "../version.ts";

/** What the operator does in the cluster, or what means nothing on one host: there is one of each, alone. */
export const WITHOUT_MEANING: readonly string[] = [
  ...["affinity", "tolerations", "nodeSelector", "topologySpreadConstraints", "podMetadata"],
  ...["priorityClassName", "schedulerName", "serviceAccountName", "automountServiceAccountToken"],
  ...["hostUsers", "imagePullSecrets", "imagePullPolicy", "minReadySeconds", "paused", "replicas"],
  ...["podManagementPolicy", "updateStrategy", "serviceName", "terminationGracePeriodSeconds"],
  ...["persistentVolumeClaimRetentionPolicy", "dnsPolicy"],
  ...["enableServiceLinks", "portName", "listenLocal", "additionalPeers"],
  ...["clusterAdvertiseAddress", "clusterGossipInterval", "clusterLabel", "clusterTLS"],
  ...["clusterPushpullInterval", "clusterPeerTimeout", "forceEnableClusterMode"],
];

const READ: readonly string[] = [
  ...["image", "version", "baseImage", "tag", "sha", "containers", "securityContext", "resources"],
  ...["configSecret", "alertmanagerConfiguration", "alertmanagerConfigSelector"],
  ...["alertmanagerConfigNamespaceSelector", "alertmanagerConfigMatcherStrategy"],
  ...["retention", "externalUrl", "routePrefix", "logLevel", "logFormat", "enableFeatures"],
  ...["additionalArgs", "web", "limits", "storage"],
  ...["volumes", "volumeMounts", "secrets", "configMaps"],
];

const FIELDS = new Set([...WITHOUT_MEANING, ...READ]);

/** Each Alertmanager of the manifests. `known` has the names of Compose services that were made before. */
export function findAlertmanagers(
  ctx: ConvertContext,
  known: ReadonlyMap<string, string>,
): Running[] {
  return ctx.manifests.of(ALERTMANAGER)
    .filter(({ metadata }) => !isExcluded(metadata.name, ctx.config.exclude))
    .filter((manifest) => isRun(manifest, ctx))
    .map((manifest) => instanceOf(manifest, known, ctx));
}

/** What tells an Alertmanager from another. */
export function keyOf({ namespace, name }: { namespace: string; name: string }): string {
  return JSON.stringify([namespace, name]);
}

function instanceOf(
  manifest: Manifest,
  known: ReadonlyMap<string, string>,
  ctx: ConvertContext,
): Running {
  const program = ALERTMANAGER_PROGRAM;
  const spec = mapping(manifest.spec);
  const resource = idOf(manifest);
  const site = siteOf(manifest, ctx);
  reportUnread(spec, FIELDS, site);
  const replicas = Number(word(spec.replicas) || 1);
  if (replicas > 1) {
    site.at("replicas").info("one-replica", `${replicas} replicas become one container`);
  }
  const container = mappings(spec.containers).find(({ name }) => text(name) === program.name) ?? {};
  const image = imageOf(program, spec, container, site);
  return {
    program,
    manifest,
    all: [manifest],
    spec,
    container,
    resource,
    namespace: resource.namespace,
    service: known.get(keyOf(resource)) ?? ctx.names.reserve(freeName(program, resource, ctx)),
    image,
    version: imageVersion(image) ?? parseVersion(text(spec.version)),
    site,
  };
}
