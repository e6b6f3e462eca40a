/**
 * A job (`scrape_configs[]`) for an endpoint of a monitor.
 *
 * @see https://prometheus.io/docs/prometheus/latest/configuration/configuration/#scrape_config
 * @module
 */

import { type Mapping, mapping, text, texts, word } from "@dekube/engine/pacts";
import { lengthOf, readDuration } from "./duration.ts";
import { type ClientOptions, HTTP_CLIENT_FIELDS, httpClient } from "./http_client.ts";
import { isLabelName } from "./label_name.ts";
import type { Site } from "./read.ts";
import { convertRelabelings, readsLabel, type RelabelRule } from "./relabel.ts";
import type { Pair, Target } from "./target.ts";
import { isAtLeast, type Version } from "./version.ts";

/** What all jobs share: intervals of those that name none. */
export interface GlobalTimes {
  scrapeInterval: string;
  scrapeTimeout?: string;
}

/** What a job is made from, beside the endpoint's fields. */
export interface JobParts extends ClientOptions {
  /** `job_name`, unique. */
  name: string;
  /** `spec` of the monitor, and where it stands. */
  monitor: Mapping;
  monitorSite: Site;
  /** Where it finds its targets, for relabelings that read labels of service discovery. */
  discovery(relabelings: readonly RelabelRule[]): Mapping;
  times: GlobalTimes;
  /** Fields that the manifest has under another name than an endpoint has them, for messages. */
  names?: Readonly<Record<string, string>>;
  /** Relabelings that come before its own. */
  before?: readonly RelabelRule[];
}

/** Fields of an endpoint that {@linkcode scrapeJob} reads, and those that say where it is. */
export const ENDPOINT_FIELDS = new Set([
  ...HTTP_CLIENT_FIELDS,
  ...["port", "portNumber", "targetPort", "path", "scheme", "params", "interval"],
  ...["scrapeTimeout", "honorLabels", "honorTimestamps", "trackTimestampsStaleness"],
  // Which pods run is not known before they do.
  ...["relabelings", "metricRelabelings", "filterRunning"],
]);

/**
 * A job in Prometheus' notation; `undefined` where Prometheus would not start with it, which a
 * diagnostic says.
 */
export function scrapeJob(endpoint: Mapping, parts: JobParts): Mapping | undefined {
  const { name, site, version, monitor, monitorSite, before = [] } = parts;
  const own = convertRelabelings(endpoint.relabelings, site.at("relabelings"), version);
  const metricRelabelings = convertRelabelings(
    endpoint.metricRelabelings,
    site.at("metricRelabelings"),
    version,
  );
  if (!own || !metricRelabelings) return undefined;
  const relabelings = [...before, ...own];
  return {
    job_name: name,
    ...(endpoint.honorLabels === true ? { honor_labels: true } : {}),
    ...(typeof endpoint.honorTimestamps === "boolean"
      ? { honor_timestamps: endpoint.honorTimestamps }
      : {}),
    ...(typeof endpoint.trackTimestampsStaleness === "boolean" && isAtLeast(version, 2, 48)
      ? { track_timestamps_staleness: endpoint.trackTimestampsStaleness }
      : {}),
    ...times(endpoint, parts),
    ...(text(endpoint.path) === "" ? {} : { metrics_path: text(endpoint.path) }),
    ...scheme(endpoint.scheme, site.at("scheme")),
    ...(typeof endpoint.enableCompression === "boolean" && isAtLeast(version, 2, 49)
      ? { enable_compression: endpoint.enableCompression }
      : {}),
    ...params(endpoint.params, site.at("params")),
    ...httpClient(endpoint, parts),
    ...limits(monitor, version, monitorSite),
    ...parts.discovery(relabelings),
    ...(relabelings.length > 0 ? { relabel_configs: relabelings } : {}),
    ...(metricRelabelings.length > 0 ? { metric_relabel_configs: metricRelabelings } : {}),
  };
}

/** Targets that are known beforehand. */
export function staticTargets(
  targets: readonly Target[],
  relabelings: readonly RelabelRule[],
  parts: Pick<JobParts, "name" | "version" | "site">,
): Mapping {
  return {
    static_configs: targets.map((target) => ({
      targets: [target.address],
      labels: targetLabels(target, relabelings, parts),
    })),
  };
}

/**
 * A target's labels, and what relabelings read of service discovery: Prometheus takes labels that
 * begin with `__` from a static config, and drops them when the relabelings are through.
 */
function targetLabels(
  target: Target,
  relabelings: readonly RelabelRule[],
  { name: job, version, site }: Pick<JobParts, "name" | "version" | "site">,
): Record<string, string> {
  const meta: Pair[] = [["__tmp_prometheus_job_name", job], ...target.meta];
  const pairs = [
    ...target.labels,
    ...meta.filter(([name]) => readsLabel(relabelings, name)),
  ].filter(([, value]) => value !== "");
  return Object.fromEntries(pairs.filter(([name]) => {
    const isName = isLabelName(name, version);
    if (!isName) {
      site.warn("bad-label", `"${name}" is no name of a label in Prometheus; it is left out`);
    }
    return isName;
  }));
}

/** `scrape_interval` and `scrape_timeout`; Prometheus refuses a timeout longer than the interval. */
function times(endpoint: Mapping, { site, times, names = {} }: JobParts): Mapping {
  const interval = readDuration(endpoint.interval, site.at(names.interval ?? "interval"));
  const timeout = readDuration(endpoint.scrapeTimeout, site.at("scrapeTimeout"));
  const longest = lengthOf(interval ?? times.scrapeInterval);
  const fits = timeout === undefined || lengthOf(timeout) <= longest;
  if (!fits) {
    site.at("scrapeTimeout").warn(
      "long-timeout",
      `the timeout ${timeout} is longer than the interval ${
        interval ?? times.scrapeInterval
      }, which Prometheus does not take; it is left out`,
    );
  }
  return {
    ...(interval === undefined ? {} : { scrape_interval: interval }),
    ...(timeout === undefined || !fits ? {} : { scrape_timeout: timeout }),
  };
}

function scheme(value: unknown, site: Site): Mapping {
  const name = text(value).toLowerCase();
  if (name === "") return {};
  if (name === "http" || name === "https") return { scheme: name };
  site.warn("bad-scheme", `"${text(value)}" is neither http nor https; http is used`);
  return {};
}

function params(value: unknown, site: Site): Mapping {
  const found = Object.entries(mapping(value)).flatMap(([name, values]): [string, string[]][] => {
    // YAML would merge what stands behind it.
    if (name === "<<") {
      site.warn("bad-parameter", `"<<" can't be a parameter's name; it is left out`);
      return [];
    }
    return [[name, Array.isArray(values) ? texts(values) : texts([values])]];
  });
  return found.length > 0 ? { params: Object.fromEntries(found) } : {};
}

/** Limits of a monitor, and the versions that came with them. */
const LIMITS: [field: string, name: string, major: number, minor: number][] = [
  ["sampleLimit", "sample_limit", 2, 0],
  ["targetLimit", "target_limit", 2, 21],
  ["labelLimit", "label_limit", 2, 27],
  ["labelNameLengthLimit", "label_name_length_limit", 2, 27],
  ["labelValueLengthLimit", "label_value_length_limit", 2, 27],
  ["keepDroppedTargets", "keep_dropped_targets", 2, 47],
  ["nativeHistogramBucketLimit", "native_histogram_bucket_limit", 2, 45],
];

const BODY_SIZE = /^(?:\d+(?:\.\d+)?(?:[KMGTPE]i?)?B|0)$/;

const PROTOCOLS = new Set([
  ...["PrometheusProto", "OpenMetricsText0.0.1", "OpenMetricsText1.0.0"],
  ...["PrometheusText0.0.4", "PrometheusText1.0.0"],
]);

function limits(monitor: Mapping, version: Version, site: Site): Mapping {
  const result: Mapping = {};
  for (const [field, name, major, minor] of LIMITS) {
    const value = monitor[field];
    if (value === null || value === undefined) continue;
    const limit = Number(word(value) || NaN);
    if (!Number.isSafeInteger(limit) || limit < 0) bad(field, "no whole number");
    else if (!isAtLeast(version, major, minor)) bad(field, "not known to this Prometheus");
    else if (limit > 0) result[name] = limit;
  }
  const size = text(monitor.bodySizeLimit);
  if (size !== "") {
    if (BODY_SIZE.test(size) && isAtLeast(version, 2, 28)) result.body_size_limit = size;
    else bad("bodySizeLimit", "no size that this Prometheus takes");
  }
  const protocols = texts(monitor.scrapeProtocols);
  if (protocols.length > 0) {
    const known = protocols.every((name) => PROTOCOLS.has(name)) &&
      new Set(protocols).size === protocols.length;
    if (known && isAtLeast(version, 2, 49)) result.scrape_protocols = protocols;
    else bad("scrapeProtocols", "no list that this Prometheus takes");
  }
  const fallback = text(monitor.fallbackScrapeProtocol);
  if (fallback !== "") {
    if (PROTOCOLS.has(fallback) && isAtLeast(version, 3, 0)) {
      result.fallback_scrape_protocol = fallback;
    } else bad("fallbackScrapeProtocol", "not known to this Prometheus");
  }
  return result;

  function bad(field: string, problem: string): void {
    site.at(field).warn("bad-limit", `"${text(monitor[field])}" is ${problem}; it is left out`);
  }
}
