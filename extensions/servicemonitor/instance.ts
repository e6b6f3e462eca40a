/**
 * The Prometheus that is run: what its CR says, else what is usual.
 *
 * @module
 */

import {
  type ConvertContext,
  idOf,
  IMAGE,
  isExcluded,
  type Manifest,
  type Mapping,
  mapping,
  mappings,
  namespaceOf,
  readSettings,
  type ResourceId,
  type Settings,
  text,
} from "@dekube/engine/pacts";
import { POD_MONITOR, PROMETHEUS, PROMETHEUS_RULE, SERVICE_MONITOR } from "./kinds.ts";
import { reportUnread, Site, siteOf } from "./read.ts";
import { imageVersion, parseVersion, type Version } from "./version.ts";

/** What is run where nothing names an image. */
export const DEFAULT_IMAGE = "prom/prometheus";
/** Its version. */
export const DEFAULT_VERSION = "v3.5.0";

/** What the user may set. */
export const SETTINGS = {
  image: {
    type: IMAGE,
    default: "",
    description: "Image of Prometheus, in place of the one that the Prometheus resource names.",
  },
} satisfies Settings;

/** What is run where there are only monitors: a CR that says nothing. */
const ASSUMED: Manifest = {
  apiVersion: "monitoring.coreos.com/v1",
  kind: "Prometheus",
  metadata: { name: "prometheus" },
};

/** The Prometheus that is run. */
export interface Instance {
  /** The CR; one that says nothing where there is none. */
  manifest: Manifest;
  /** All CRs, whose Services lead to this one; empty where it is run without any. */
  all: readonly Manifest[];
  /** `spec` of the CR. */
  spec: Mapping;
  /** Patch of the container (`spec.containers[name=prometheus]`). */
  container: Mapping;
  resource: ResourceId;
  namespace: string;
  /** Name of the Compose service. */
  service: string;
  image: string;
  version: Version;
  /** `spec`. */
  site: Site;
  /** External label that tells replicas apart; empty for none. */
  replicaLabel: string;
}

/** What the operator does in the cluster, or what means nothing on one host. */
const WITHOUT_MEANING: readonly string[] = [
  ...["affinity", "tolerations", "nodeSelector", "topologySpreadConstraints", "podMetadata"],
  ...["priorityClassName", "serviceAccountName", "automountServiceAccountToken", "hostUsers"],
  ...["imagePullSecrets", "imagePullPolicy", "minReadySeconds", "paused", "replicas", "shards"],
  ...["podManagementPolicy", "updateStrategy", "serviceDiscoveryRole", "reloadStrategy"],
  ...["serviceName", "persistentVolumeClaimRetentionPolicy", "podDisruptionBudget"],
  ...["maximumStartupDurationSeconds", "terminationGracePeriodSeconds", "dnsPolicy"],
  ...["enableServiceLinks", "shardRetentionPolicy", "shardingStrategy", "nodeRef", "portName"],
  // Kinds that are not converted; the engine says so.
  ...["probeSelector", "probeNamespaceSelector"],
  ...["scrapeConfigSelector", "scrapeConfigNamespaceSelector"],
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
  ...["ruleSelector", "ruleNamespaceSelector", "ignoreNamespaceSelectors", "podTargetLabels"],
  ...["volumes", "volumeMounts", "secrets", "configMaps"],
  ...["replicaExternalLabelName", "prometheusExternalLabelName", "nameValidationScheme"],
];

const FIELDS = new Set([...WITHOUT_MEANING, ...READ]);

/**
 * The Prometheus to run; `undefined` where there is nothing that asks for one, or the user wants
 * none. Diagnostics say what was guessed. `known` is the name of its Compose service, where it has one.
 */
export function findInstance(ctx: ConvertContext, known?: string): Instance | undefined {
  const monitors = [SERVICE_MONITOR, POD_MONITOR].flatMap((kind) => ctx.manifests.of(kind));
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
  const container = mappings(spec.containers)
    .find(({ name }) => text(name) === "prometheus") ?? {};
  const image = imageOf(spec, container, site);
  const label = spec.replicaExternalLabelName;
  return {
    manifest,
    all,
    spec,
    container,
    resource,
    namespace: resource.namespace,
    service: known ?? ctx.names.reserve(freeName(resource, ctx)),
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

/** `prometheus`, unless a Service of that name leads to another container, which would share it. */
function freeName({ name }: ResourceId, ctx: ConvertContext): string {
  const taken = new Set(
    [...ctx.services.values()]
      .filter((service) => ctx.services.composeNames(service).length > 0)
      .map((service) => service.metadata.name),
  );
  const wanted = ["prometheus", `prometheus-${name}`, "prometheus-server"];
  return wanted.find((name) => !taken.has(name)) ?? "prometheus-dekube";
}

function isRun(manifest: Manifest, ctx: ConvertContext): boolean {
  if (mapping(manifest.spec).replicas !== 0) return true;
  siteOf(manifest, ctx).at("replicas").warn(
    "no-replicas",
    'has "replicas: 0", so it is left out',
  );
  return false;
}

function sayWhatIsGuessed(all: readonly Manifest[], ctx: ConvertContext): void {
  const [first, ...others] = all;
  if (!first) {
    ctx.report().warn(
      "no-prometheus",
      `there are monitors, but no Prometheus: one is run as ${DEFAULT_IMAGE}:${DEFAULT_VERSION} with its defaults. Add the Prometheus to the manifests, or set extensions.servicemonitor.image in dekube.yaml`,
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
  const replicas = Number(mapping(first?.spec).replicas ?? 1) *
    Number(mapping(first?.spec).shards ?? 1);
  if (first && replicas > 1) {
    siteOf(first, ctx).at("replicas").info(
      "one-replica",
      `${replicas} replicas become one container`,
    );
  }
}

/** The user's own image, the CR's, or the usual one in the version that the CR names. */
function imageOf(spec: Mapping, container: Mapping, site: Site): string {
  const { image } = readSettings("servicemonitor", SETTINGS, site.ctx);
  if (image !== "") return image;
  const named = text(container.image) || text(spec.image);
  if (/^\S+$/.test(named)) return named;
  const base = /^\S+$/.test(text(spec.baseImage)) ? text(spec.baseImage) : DEFAULT_IMAGE;
  if (text(spec.sha) !== "" && /^[\da-f]{64}$/.test(text(spec.sha))) {
    return `${base}@sha256:${text(spec.sha)}`;
  }
  const version = text(spec.tag) || text(spec.version);
  if (version === "") return `${base}:${DEFAULT_VERSION}`;
  if (!/^[\w][\w.-]{0,127}$/.test(version)) {
    site.at("version").warn(
      "bad-version",
      `"${version}" is no version of an image; ${DEFAULT_VERSION} is run`,
    );
    return `${base}:${DEFAULT_VERSION}`;
  }
  return `${base}:${/^\d/.test(version) ? "v" : ""}${version}`;
}
