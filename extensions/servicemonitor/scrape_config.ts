/**
 * ScrapeConfigs as jobs.
 *
 * @see https://prometheus-operator.dev/docs/api-reference/api/#monitoring.coreos.com/v1alpha1.ScrapeConfig
 * @module
 */

import {
  type ConvertContext,
  list,
  type Manifest,
  type Mapping,
  mapping,
  namespaceOf,
  text,
  textMap,
  texts,
} from "@dekube/engine/pacts";
import type { Assets } from "./assets.ts";
import { readDuration } from "./duration.ts";
import { HTTP_CLIENT_FIELDS, httpClient, isUrl } from "./http_client.ts";
import type { Instance } from "./instance.ts";
import { type GlobalTimes, scrapeJob } from "./job.ts";
import { SCRAPE_CONFIG } from "./kinds.ts";
import { isLabelName } from "./label_name.ts";
import { isSet, reportUnread, type Site, siteOf } from "./read.ts";
import { selectedObjects } from "./selection.ts";
import { containerAddress, containerLookup, containerUrl } from "./service_address.ts";

/** Fields that are called otherwise than those of an endpoint. */
const NAMES = {
  path: "metricsPath",
  interval: "scrapeInterval",
  enableHttp2: "enableHTTP2",
};

const CLIENT_FIELDS = HTTP_CLIENT_FIELDS.map((field) =>
  field === "enableHttp2" ? "enableHTTP2" : field
);

const FIELDS = new Set([
  ...CLIENT_FIELDS,
  ...Object.values(NAMES),
  ...["jobName", "staticConfigs", "fileSDConfigs", "httpSDConfigs", "dnsSDConfigs"],
  // Without the Kubernetes API, which has a message of its own.
  "kubernetesSDConfigs",
  ...["relabelings", "metricRelabelings", "scrapeTimeout", "scrapeProtocols"],
  ...["fallbackScrapeProtocol", "honorTimestamps", "trackTimestampsStaleness", "honorLabels"],
  ...["params", "scheme", "enableCompression", "sampleLimit", "targetLimit", "labelLimit"],
  ...["labelNameLengthLimit", "labelValueLengthLimit", "bodySizeLimit", "keepDroppedTargets"],
  ...["nativeHistogramBucketLimit"],
]);

const HTTP_SD_FIELDS = new Set([...CLIENT_FIELDS, "url", "refreshInterval"]);
const DNS_SD_FIELDS = new Set(["names", "type", "port", "refreshInterval"]);
const FILE_SD_FIELDS = new Set(["files", "refreshInterval"]);
const STATIC_FIELDS = new Set(["targets", "labels"]);

/** Files that Prometheus takes targets from. */
const FILE = /^[^*]*(?:\*[^/]*)?\.(?:json|yml|yaml|JSON|YML|YAML)$/;
const DNS_TYPES = new Set(["SRV", "A", "AAAA", "MX", "NS"]);

/** What reading a ScrapeConfig takes. */
interface Reading {
  instance: Instance;
  assets: Assets;
  ctx: ConvertContext;
  site: Site;
  /** Namespace of the ScrapeConfig, whose Secrets it names. */
  namespace: string;
}

/** A job for each ScrapeConfig that the Prometheus selects, named as the operator names it. */
export function scrapeConfigJobs(
  instance: Instance,
  times: GlobalTimes,
  assets: Assets,
  ctx: ConvertContext,
): Mapping[] {
  return selectedObjects(SCRAPE_CONFIG, instance, ctx).flatMap((manifest): Mapping[] => {
    const job = jobOf(manifest, instance, times, assets, ctx);
    return job ? [job] : [];
  });
}

function jobOf(
  manifest: Manifest,
  instance: Instance,
  times: GlobalTimes,
  assets: Assets,
  ctx: ConvertContext,
): Mapping | undefined {
  const spec = mapping(manifest.spec);
  const site = siteOf(manifest, ctx);
  const namespace = namespaceOf(manifest);
  reportUnread(spec, FIELDS, site);
  const discovery = discoveryOf(spec, { instance, assets, ctx, site, namespace });
  if (Object.keys(discovery).length === 0) {
    return site.warn("no-targets", "it says nowhere to look for targets, so nothing is scraped");
  }
  const { metricsPath: path, scrapeInterval: interval, enableHTTP2: enableHttp2 } = spec;
  const job = text(spec.jobName);
  return scrapeJob({ ...spec, path, interval, enableHttp2 }, {
    name: ["scrapeConfig", ...(namespace === "" ? [] : [namespace]), manifest.metadata.name]
      .join("/"),
    monitor: spec,
    monitorSite: site,
    discovery: () => discovery,
    before: job === "" ? [] : [{ target_label: "job", replacement: job.replaceAll("$", "$$$$") }],
    times,
    names: NAMES,
    namespace,
    assets,
    version: instance.version,
    site,
  });
}

/** Where targets come from, in Prometheus' notation. */
function discoveryOf(spec: Mapping, reading: Reading): Mapping {
  const { site } = reading;
  if (isSet(spec.kubernetesSDConfigs)) {
    site.at("kubernetesSDConfigs").warn(
      "no-service-discovery",
      "there is no Kubernetes API here, so these targets are not found. Name them in staticConfigs, or write a ServiceMonitor",
    );
  }
  const sources = {
    static_configs: itemsOf(spec, "staticConfigs", reading, staticConfig),
    file_sd_configs: itemsOf(spec, "fileSDConfigs", reading, fileDiscovery),
    http_sd_configs: itemsOf(spec, "httpSDConfigs", reading, httpDiscovery),
    dns_sd_configs: itemsOf(spec, "dnsSDConfigs", reading, dnsDiscovery),
  };
  return Object.fromEntries(Object.entries(sources).filter(([, items]) => items.length > 0));
}

function itemsOf(
  spec: Mapping,
  field: string,
  reading: Reading,
  read: (fields: Mapping, reading: Reading) => Mapping[],
): Mapping[] {
  return list(spec[field]).map(mapping).flatMap((fields, index) =>
    read(fields, { ...reading, site: reading.site.at(`${field}[${index}]`) })
  );
}

function staticConfig(fields: Mapping, { instance, ctx, site }: Reading): Mapping[] {
  reportUnread(fields, STATIC_FIELDS, site);
  // Names are looked up where Prometheus runs.
  const targets = texts(fields.targets).filter((target) => {
    if (/^[^\s/]+$/.test(target)) return true;
    site.at("targets").warn(
      "bad-target",
      `"${target}" is no address such as web:80, and Prometheus would not start with it; it is left out`,
    );
    return false;
  }).map((target) => containerAddress(target, instance.namespace, ctx));
  const labels = Object.entries(textMap(fields.labels)).filter(([name]) => {
    const isName = isLabelName(name, instance.version);
    if (!isName) {
      site.at("labels").warn(
        "bad-label",
        `"${name}" is no name of a label in Prometheus; it is left out`,
      );
    }
    return isName;
  });
  if (targets.length === 0) return [];
  return [{ targets, ...(labels.length > 0 ? { labels: Object.fromEntries(labels) } : {}) }];
}

function fileDiscovery(fields: Mapping, { site }: Reading): Mapping[] {
  reportUnread(fields, FILE_SD_FIELDS, site);
  const files = texts(fields.files).filter((file) => {
    if (FILE.test(file)) return true;
    site.at("files").warn(
      "bad-file",
      `"${file}" is no .json, .yml or .yaml file, and Prometheus would not start with it; it is left out`,
    );
    return false;
  });
  return files.length > 0 ? [{ files, ...refresh(fields, site) }] : [];
}

function httpDiscovery(
  fields: Mapping,
  { instance, assets, ctx, site, namespace }: Reading,
): Mapping[] {
  reportUnread(fields, HTTP_SD_FIELDS, site);
  const url = text(fields.url);
  if (!isUrl(url)) {
    return site.at("url").warn("bad-url", `"${url}" is no URL; no targets are asked for there`) ??
      [];
  }
  const { version } = instance;
  return [{
    url: containerUrl(url, instance.namespace, ctx),
    ...refresh(fields, site),
    ...httpClient({ ...fields, enableHttp2: fields.enableHTTP2 }, {
      namespace,
      assets,
      version,
      site,
    }),
  }];
}

function dnsDiscovery(fields: Mapping, { instance, ctx, site }: Reading): Mapping[] {
  reportUnread(fields, DNS_SD_FIELDS, site);
  const type = text(fields.type) || "SRV";
  if (!DNS_TYPES.has(type)) {
    return site.at("type").warn(
      "bad-dns-type",
      `"${type}" is none of ${[...DNS_TYPES].join(", ")}; nothing is looked up`,
    ) ?? [];
  }
  const port = /^[1-9]\d{0,4}$/.test(text(fields.port)) ? Number(fields.port) : undefined;
  return texts(fields.names).flatMap((name) => {
    const lookup = containerLookup(
      { name, type, ...(port === undefined ? {} : { port }) },
      instance.namespace,
      ctx,
    );
    if (lookup.type !== "SRV" && lookup.port === undefined) {
      return site.at("port").warn(
        "missing-port",
        `"${name}" is looked up as ${type}, which takes a port; it is left out`,
      ) ?? [];
    }
    return [{
      names: [lookup.name],
      ...(lookup.type === "SRV" ? {} : { type: lookup.type, port: lookup.port }),
      ...refresh(fields, site),
    }];
  });
}

function refresh(fields: Mapping, site: Site): Mapping {
  const interval = readDuration(fields.refreshInterval, site.at("refreshInterval"));
  return interval === undefined ? {} : { refresh_interval: interval };
}
