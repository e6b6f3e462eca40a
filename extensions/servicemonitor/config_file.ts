/**
 * `prometheus.yml`.
 *
 * @see https://prometheus.io/docs/prometheus/latest/configuration/configuration/
 * @module
 */

import {
  type ConvertContext,
  isMapping,
  list,
  type Manifest,
  type Mapping,
  mapping,
  mayBeOn,
  namespaceOf,
  type Service,
  text,
  texts,
} from "@dekube/engine/pacts";
import { labelsOf, type Workload } from "@dekube/engine/pacts/kubernetes";
import { hasAdditional, readAdditional } from "./additional.ts";
import { alertingConfig } from "./alerting.ts";
import type { Assets } from "./assets.ts";
import { lengthOf, readDuration } from "./duration.ts";
import type { Instance } from "./instance.ts";
import { ENDPOINT_FIELDS, type GlobalTimes, scrapeJob, staticTargets } from "./job.ts";
import { POD_MONITOR, PROMETHEUS_RULE, SERVICE_MONITOR } from "./kinds.ts";
import { isLabelName } from "./label_name.ts";
import { findPods, podTargets } from "./pod_targets.ts";
import { reportUnread, type Site, siteOf } from "./read.ts";
import { writeRules } from "./rules.ts";
import { scrapeConfigJobs } from "./scrape_config.ts";
import { selectedObjects } from "./selection.ts";
import { SelectorIndex } from "./selector.ts";
import { findServices, serviceTargets } from "./service_targets.ts";
import type { Target } from "./target.ts";
import { renderYaml } from "./yaml.ts";

const MONITOR_FIELDS = new Set([
  ...["selector", "namespaceSelector", "jobLabel", "targetLabels", "podTargetLabels"],
  ...["endpoints", "podMetricsEndpoints", "sampleLimit", "targetLimit", "labelLimit"],
  ...["labelNameLengthLimit", "labelValueLengthLimit", "keepDroppedTargets", "bodySizeLimit"],
  ...["nativeHistogramBucketLimit", "scrapeProtocols", "fallbackScrapeProtocol"],
  // How the operator looks for targets; there are no nodes to tell of.
  ...["selectorMechanism", "serviceDiscoveryRole", "attachMetadata"],
]);

/** What the operator asks for where the CR says nothing. */
const DEFAULT_INTERVAL = "30s";

/** Writes the config and all files that it names; its path in the container. */
export function writeConfig(instance: Instance, assets: Assets, ctx: ConvertContext): string {
  const { spec, site, version, namespace } = instance;
  const times = globalTimes(spec, site);
  const experimental = texts(spec.enableFeatures).includes("promql-experimental-functions");
  const dialect = { version, experimental };
  const rules = selectedObjects(PROMETHEUS_RULE, instance, ctx)
    .flatMap((manifest) => writeRules(manifest, assets, dialect, ctx) ?? []);
  const jobs = [
    ...serviceJobs(instance, times, assets, ctx),
    ...podJobs(instance, times, assets, ctx),
    ...scrapeConfigJobs(instance, times, assets, ctx),
  ];
  const further = readAdditional(spec.additionalScrapeConfigs, {
    namespace,
    assets,
    site: site.at("additionalScrapeConfigs"),
  });
  const config = {
    global: {
      scrape_interval: times.scrapeInterval,
      ...(times.scrapeTimeout === undefined ? {} : { scrape_timeout: times.scrapeTimeout }),
      evaluation_interval: readDuration(spec.evaluationInterval, site.at("evaluationInterval")) ??
        DEFAULT_INTERVAL,
      ...externalLabels(instance),
      // UTF-8 is what version 3 takes anyway.
      ...(version && version.major >= 3 && text(spec.nameValidationScheme) === "Legacy"
        ? { metric_name_validation_scheme: "legacy" }
        : {}),
    },
    ...storage(mapping(spec.tsdb), site.at("tsdb")),
    ...alertingConfig(instance, assets, ctx),
    ...(rules.length > 0 ? { rule_files: rules } : {}),
    scrape_configs: withFurther(jobs, further, site.at("additionalScrapeConfigs")),
  };
  return assets.write("prometheus.yml", renderYaml(config), {
    secret: assets.gaveSecrets,
    // What a Secret says is as the cluster needs it. All else has the containers' addresses already.
    ...(assets.gaveSecrets
      ? { rewrite: hasAdditional(spec) ? { addressesIn: namespace } : {} }
      : {}),
  });
}

/** Prometheus refuses a timeout that is longer than the interval. */
function globalTimes(spec: Mapping, site: Site): GlobalTimes {
  const scrapeInterval = readDuration(spec.scrapeInterval, site.at("scrapeInterval")) ??
    DEFAULT_INTERVAL;
  const scrapeTimeout = readDuration(spec.scrapeTimeout, site.at("scrapeTimeout"));
  const fits = scrapeTimeout === undefined ||
    lengthOf(scrapeTimeout) <= lengthOf(scrapeInterval);
  if (fits) return { scrapeInterval, scrapeTimeout };
  site.at("scrapeTimeout").warn(
    "long-timeout",
    `the timeout ${scrapeTimeout} is longer than the interval ${scrapeInterval}, which Prometheus does not take; it is left out`,
  );
  return { scrapeInterval };
}

/** Labels of all that leaves this Prometheus: the CR's own, and which one it is. */
function externalLabels(instance: Instance): Mapping {
  const { all, spec, namespace, resource, site, version, replicaLabel } = instance;
  if (all.length === 0) return {};
  const nameLabel = spec.prometheusExternalLabelName;
  const labels = new Map<string, string>();
  const own = typeof nameLabel === "string" && /^(?:[a-zA-Z_]\w*)?$/.test(nameLabel)
    ? nameLabel
    : "prometheus";
  if (own !== "") labels.set(own, `${namespace}/${resource.name}`.replace(/^\//, ""));
  if (replicaLabel !== "") labels.set(replicaLabel, `prometheus-${resource.name}-0`);
  for (const [name, value] of Object.entries(labelsOf(spec.externalLabels))) {
    if (isLabelName(name, version)) labels.set(name, value);
    else {
      site.at("externalLabels").warn(
        "bad-label",
        `"${name}" is no name of a label in Prometheus; it is left out`,
      );
    }
  }
  return labels.size > 0 ? { external_labels: Object.fromEntries(labels) } : {};
}

function storage(tsdb: Mapping, site: Site): Mapping {
  reportUnread(tsdb, new Set(["outOfOrderTimeWindow"]), site);
  const window = readDuration(tsdb.outOfOrderTimeWindow, site.at("outOfOrderTimeWindow"));
  return window === undefined ? {} : { storage: { tsdb: { out_of_order_time_window: window } } };
}

function serviceJobs(
  instance: Instance,
  times: GlobalTimes,
  assets: Assets,
  ctx: ConvertContext,
): Mapping[] {
  const index = new SelectorIndex<Service>();
  for (const service of ctx.services.values()) {
    index.add(namespaceOf(service), labelsOf(service.metadata.labels), service);
  }
  const ignoreNamespaces = instance.spec.ignoreNamespaceSelectors === true;
  const podTargetLabels = texts(instance.spec.podTargetLabels);
  return selectedObjects(SERVICE_MONITOR, instance, ctx).flatMap((monitor) => {
    const services = findServices(monitor, { index, ignoreNamespaces, ctx });
    if (services.length === 0) return [];
    const targets = (endpoint: Mapping, site: Site) =>
      serviceTargets(endpoint, { monitor, services, podTargetLabels, site, ctx });
    return jobsOf(monitor, "endpoints", targets, { instance, times, assets, ctx });
  });
}

function podJobs(
  instance: Instance,
  times: GlobalTimes,
  assets: Assets,
  ctx: ConvertContext,
): Mapping[] {
  const index = new SelectorIndex<Workload>();
  for (const workload of ctx.workloads) index.add(workload.id.namespace, workload.labels, workload);
  const ignoreNamespaces = instance.spec.ignoreNamespaceSelectors === true;
  const podTargetLabels = texts(instance.spec.podTargetLabels);
  return selectedObjects(POD_MONITOR, instance, ctx).flatMap((monitor) => {
    const pods = findPods(monitor, { index, ignoreNamespaces, ctx });
    if (pods.length === 0) return [];
    const targets = (endpoint: Mapping, site: Site) =>
      podTargets(endpoint, { monitor, pods, podTargetLabels, site, ctx });
    return jobsOf(monitor, "podMetricsEndpoints", targets, { instance, times, assets, ctx });
  });
}

interface JobContext {
  instance: Instance;
  times: GlobalTimes;
  assets: Assets;
  ctx: ConvertContext;
}

/** A job for each endpoint of a monitor that has targets, named as the operator names it. */
function jobsOf(
  monitor: Manifest,
  field: "endpoints" | "podMetricsEndpoints",
  targetsOf: (endpoint: Mapping, site: Site) => Target[],
  { instance, times, assets, ctx }: JobContext,
): Mapping[] {
  const spec = mapping(monitor.spec);
  const monitorSite = siteOf(monitor, ctx);
  reportUnread(spec, MONITOR_FIELDS, monitorSite);
  const endpoints = list(spec[field]).map(mapping);
  if (endpoints.length === 0) {
    monitorSite.at(field).warn("no-endpoints", "it names no endpoint, so nothing is scraped");
  }
  const kind = field === "endpoints" ? "serviceMonitor" : "podMonitor";
  const namespace = namespaceOf(monitor);
  return endpoints.flatMap((endpoint, index): Mapping[] => {
    const site = monitorSite.at(`${field}[${index}]`);
    const targets = targetsOf(endpoint, site);
    if (targets.length === 0) return [];
    reportUnread(endpoint, ENDPOINT_FIELDS, site);
    const files = instance.all.some(deniesFiles) ? filesNamedBy(endpoint) : [];
    if (files.length > 0) {
      site.at(files[0]).warn(
        "denied-file",
        `it names files of Prometheus' own (${
          files.join(", ")
        }), which arbitraryFSAccessThroughSMs of the Prometheus denies, so nothing is scraped there. Name Secrets or ConfigMaps in their place`,
      );
      return [];
    }
    const { version } = instance;
    const name = [kind, ...(namespace === "" ? [] : [namespace]), monitor.metadata.name, index]
      .join("/");
    const job = scrapeJob(endpoint, {
      name,
      monitor: spec,
      monitorSite,
      discovery: (relabelings) => staticTargets(targets, relabelings, { name, version, site }),
      times,
      namespace,
      assets,
      version,
      site,
    });
    return job ? [job] : [];
  });
}

/** Whether monitors may not have Prometheus read whatever files its container has. */
function deniesFiles({ spec }: Manifest): boolean {
  const { arbitraryFSAccessThroughSMs: access } = mapping(spec);
  return mayBeOn(isMapping(access) ? access.deny : access);
}

/** The fields of an endpoint that name files. */
function filesNamedBy(endpoint: Mapping): string[] {
  const tls = mapping(endpoint.tlsConfig);
  return [
    ...text(endpoint.bearerTokenFile) === "" ? [] : ["bearerTokenFile"],
    ...["caFile", "certFile", "keyFile"].filter((field) => text(tls[field]) !== "")
      .map((field) => `tlsConfig.${field}`),
  ];
}

/** Prometheus refuses a job without a name, and a name that two have. */
function withFurther(jobs: Mapping[], further: readonly Mapping[], site: Site): Mapping[] {
  const names = new Set(jobs.map((job) => text(job.job_name)));
  const added = further.filter((job) => {
    const name = text(job.job_name);
    if (name !== "" && !names.has(name)) {
      names.add(name);
      return true;
    }
    site.warn(
      "bad-job-name",
      name === ""
        ? "a job has no job_name; it is left out"
        : `there is a job "${name}" already; this one is left out`,
    );
    return false;
  });
  return [...jobs, ...added];
}
