/**
 * The Prometheus that is run: what its CR says, else what is usual.
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
  namespaceOf,
  text,
  word,
} from "@dekube/engine/pacts";
import {
  POD_MONITOR,
  PROMETHEUS,
  PROMETHEUS_RULE,
  SCRAPE_CONFIG,
  SERVICE_MONITOR,
} from "./kinds.ts";
import { freeName, imageOf, isRun, PROMETHEUS_PROGRAM, type Running } from "./program.ts";
import { reportUnread, Site, siteOf } from "./read.ts";
import { imageVersion, parseVersion } from "./version.ts";

/** What is run where there are only monitors: a CR that says nothing. */
const ASSUMED: Manifest = {
  apiVersion: "monitoring.coreos.com/v1",
  kind: "Prometheus",
  metadata: { name: "prometheus" },
};

/** The Prometheus that is run. */
export interface Instance extends Running {
  /** External label that tells replicas apart; empty for none. */
  replicaLabel: string;
}

/** What the operator does in the cluster, or what means nothing on one host. */
export const WITHOUT_MEANING: readonly string[] = [
  ...["affinity", "tolerations", "nodeSelector", "topologySpreadConstraints", "podMetadata"],
  ...["priorityClassName", "serviceAccountName", "automountServiceAccountToken", "hostUsers"],
  ...["imagePullSecrets", "imagePullPolicy", "minReadySeconds", "paused", "replicas", "shards"],
  ...["podManagementPolicy", "updateStrategy", "serviceDiscoveryRole", "reloadStrategy"],
  ...["serviceName", "persistentVolumeClaimRetentionPolicy"],
  ...["maximumStartupDurationSeconds", "terminationGracePeriodSeconds", "dnsPolicy"],
  ...["enableServiceLinks", "shardRetentionPolicy", "shardingStrategy", "portName"],
  // A kind that is not converted; the engine says so.
  ...["probeSelector", "probeNamespaceSelector"],
];

const READ: readonly string[] = [
  ...["image", "version", "baseImage", "tag", "sha", "containers", "securityContext", "resources"],
  ...["retention", "retentionSize", "externalLabels", "externalUrl", "routePrefix"],
  ...["scrapeInterval", "scrapeTimeout", "evaluationInterval", "enableFeatures", "storage"],
  ...["additionalScrapeConfigs", "additionalAlertManagerConfigs", "additionalAlertRelabelConfigs"],
  ...["additionalArgs", "alerting", "query", "tsdb", "walCompression", "logLevel", "logFormat"],
  ...["enableAdminAPI", "enableRemoteWriteReceiver", "enableOTLPReceiver", "web"],
  ...["serviceMonitorSelector", "serviceMonitorNamespaceSelector"],
  ...["podMonitorSelector", "podMonitorNamespaceSelector"],
  ...["scrapeConfigSelector", "scrapeConfigNamespaceSelector"],
  ...["ruleSelector", "ruleNamespaceSelector", "ignoreNamespaceSelectors", "podTargetLabels"],
  ...["volumes", "volumeMounts", "secrets", "configMaps"],
  ...["replicaExternalLabelName", "prometheusExternalLabelName", "nameValidationScheme"],
  "arbitraryFSAccessThroughSMs",
];

const FIELDS = new Set([...WITHOUT_MEANING, ...READ]);

/**
 * The Prometheus to run; `undefined` where there is nothing that asks for one, or the user wants
 * none. Diagnostics say what was guessed. `known` is the name of its Compose service, where it has one.
 */
export function findInstance(ctx: ConvertContext, known?: string): Instance | undefined {
  const monitors = [SERVICE_MONITOR, POD_MONITOR, SCRAPE_CONFIG].flatMap((kind) =>
    ctx.manifests.of(kind)
  );
  const declared = ctx.manifests.of(PROMETHEUS);
  const { exclude } = ctx.config;
  const all = declared.filter(({ metadata }) => !isExcluded(metadata.name, exclude))
    .filter((manifest) => isRun(manifest, ctx));
  if (declared.length > 0 && all.length === 0) return undefined;
  if (declared.length === 0 && isExcluded("prometheus", exclude)) return undefined;
  if (all.length === 0 && monitors.length === 0) {
    for (const rule of ctx.manifests.of(PROMETHEUS_RULE)) {
      siteOf(rule, ctx).warn(
        "no-prometheus",
        "there is neither a Prometheus nor anything to scrape, so its rules are left out",
      );
    }
    return undefined;
  }
  sayWhatIsGuessed(all, ctx);

  const [manifest = ASSUMED] = all;
  const spec = mapping(manifest.spec);
  const resource = idOf(manifest);
  const site = new Site(ctx, resource);
  reportUnread(spec, FIELDS, site);
  const program = PROMETHEUS_PROGRAM;
  const container = mappings(spec.containers)
    .find(({ name }) => text(name) === "prometheus") ?? {};
  const image = imageOf(program, spec, container, site);
  const label = spec.replicaExternalLabelName;
  return {
    program,
    manifest,
    all,
    spec,
    container,
    resource,
    namespace: resource.namespace,
    service: known ?? ctx.names.reserve(freeName(program, resource, ctx)),
    image,
    version: imageVersion(image) ?? parseVersion(text(spec.version)),
    site,
    replicaLabel: all.length === 0
      ? ""
      : typeof label === "string" && /^(?:[a-zA-Z_]\w*)?$/.test(label)
      ? label
      : "prometheus_replica",
  };
}

function sayWhatIsGuessed(all: readonly Manifest[], ctx: ConvertContext): void {
  const [first, ...others] = all;
  if (!first) {
    ctx.report().warn(
      "no-prometheus",
      `there are monitors, but no Prometheus: one is run as ${PROMETHEUS_PROGRAM.image}:${PROMETHEUS_PROGRAM.version} with its defaults. Add the Prometheus to the manifests, or set extensions.servicemonitor.image in dekube.yaml`,
    );
  }
  for (const other of others) {
    siteOf(other, ctx).warn(
      "second-prometheus",
      `one Prometheus is run, as "${first.metadata.name}"${
        namespaceOf(first) === "" ? "" : ` of ${namespaceOf(first)}`
      } says; it scrapes what this one would, and the rest of this one is left out`,
    );
  }
  const replicas = Number(word(mapping(first?.spec).replicas) || 1) *
    Number(word(mapping(first?.spec).shards) || 1);
  if (first && replicas > 1) {
    siteOf(first, ctx).at("replicas").info(
      "one-replica",
      `${replicas} replicas become one container`,
    );
  }
}
