/**
 * Prometheus' command line.
 *
 * @see https://prometheus.io/docs/prometheus/latest/command-line/prometheus/
 * @module
 */

import { append, mapping, text } from "@dekube/engine/pacts";
import {
  additionalFlags,
  checked,
  featureFlags,
  isLasting,
  logFlags,
  prefixOf,
} from "./flag_values.ts";
import { isUrl } from "./http_client.ts";
import type { Instance } from "./instance.ts";
import type { Site } from "./read.ts";
import { isAtLeast } from "./version.ts";

const SIZE = /^(?:0|(?:\d*\.)?\d+(?:[KMGTPE]i?)?B)$/;

/** Flags that the operator would give; a value that Prometheus would not start with is left out. */
export function commandOf({ program, spec, site, version }: Instance, config: string): string[] {
  const flags = [`--config.file=${config}`, `--storage.tsdb.path=${program.dataFolder}`];
  const retention = text(spec.retention);
  const size = text(spec.retentionSize);
  const time = checked(retention, isLasting, "a duration such as 15d", site.at("retention"));
  const bytes = checked(size, isSize, "a size such as 10GB", site.at("retentionSize"));
  // What the operator keeps where the CR says nothing.
  if (time || !bytes) flags.push(`--storage.tsdb.retention.time=${time ?? "24h"}`);
  if (bytes) flags.push(`--storage.tsdb.retention.size=${bytes}`);
  if (typeof spec.walCompression === "boolean") {
    flags.push(`--${spec.walCompression ? "" : "no-"}storage.tsdb.wal-compression`);
  }

  const url = checked(text(spec.externalUrl), isUrl, "a URL", site.at("externalUrl"));
  if (url) flags.push(`--web.external-url=${url}`);
  flags.push(`--web.route-prefix=${prefixOf(spec.routePrefix, site.at("routePrefix"))}`);
  flags.push("--web.enable-lifecycle");
  if (spec.enableAdminAPI === true) flags.push("--web.enable-admin-api");
  if (spec.enableRemoteWriteReceiver === true && isAtLeast(version, 2, 33)) {
    flags.push("--web.enable-remote-write-receiver");
  }
  if (spec.enableOTLPReceiver === true && isAtLeast(version, 3, 0)) {
    flags.push("--web.enable-otlp-receiver");
  }
  const title = text(mapping(spec.web).pageTitle);
  if (title !== "" && isAtLeast(version, 2, 6)) flags.push(`--web.page-title=${title}`);
  for (const field of Object.keys(mapping(spec.web))) {
    if (field !== "pageTitle") unsupported(site.at("web").at(field));
  }

  append(flags, queryFlags(mapping(spec.query), site.at("query")));
  append(flags, logFlags(spec, site));
  append(flags, featureFlags(spec, site));
  return [...flags, ...additionalFlags(spec.additionalArgs, flags, site.at("additionalArgs"))];
}

function queryFlags(query: Record<string, unknown>, site: Site): string[] {
  const isCount = (value: string) => /^[1-9]\d{0,14}$/.test(value);
  const flags: [string, string, (value: string) => boolean, string][] = [
    ["lookbackDelta", "lookback-delta", isLasting, "a duration such as 5m"],
    ["timeout", "timeout", isLasting, "a duration such as 2m"],
    ["maxConcurrency", "max-concurrency", isCount, "a whole number above 0"],
    ["maxSamples", "max-samples", isCount, "a whole number above 0"],
  ];
  return flags.flatMap(([field, flag, is, expected]) => {
    const value = checked(text(query[field]), is, expected, site.at(field));
    return value ? [`--query.${flag}=${value}`] : [];
  });
}

function isSize(value: string): boolean {
  return SIZE.test(value) && value !== "0";
}

function unsupported(site: Site): void {
  site.warn("unsupported-field", "this is not converted; it is left out");
}
