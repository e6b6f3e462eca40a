/**
 * Alertmanager's command line.
 *
 * @see https://prometheus.io/docs/alerting/latest/high_availability/
 * @module
 */

import { mapping, text, texts } from "@dekube/engine/pacts";
import { parseDuration } from "@dekube/engine/pacts/kubernetes";
import { additionalFlags, checked, prefixOf } from "../flag_values.ts";
import { isUrl } from "../http_client.ts";
import type { Running } from "../program.ts";
import { reportUnread } from "../read.ts";
import { isAtLeast } from "../version.ts";

/** What the operator keeps where the CR says nothing. */
const RETENTION = "120h";

/** Flags that the operator would give a single one; a value that it would not start with is left out. */
export function alertmanagerCommand(
  { program, spec, site, version }: Running,
  config: string,
): string[] {
  const retention = checked(
    text(spec.retention),
    (value) => (parseDuration(value) ?? 0) > 0,
    "a duration such as 120h",
    site.at("retention"),
  );
  const flags = [
    `--config.file=${config}`,
    `--storage.path=${program.dataFolder}`,
    `--data.retention=${retention ?? RETENTION}`,
    // There are no others to tell of silences.
    "--cluster.listen-address=",
  ];
  const url = checked(text(spec.externalUrl), isUrl, "a URL", site.at("externalUrl"));
  if (url) flags.push(`--web.external-url=${url}`);
  flags.push(`--web.route-prefix=${prefixOf(spec.routePrefix, site.at("routePrefix"))}`);

  const web = mapping(spec.web);
  const limits = mapping(spec.limits);
  reportUnread(web, new Set(["getConcurrency", "timeout"]), site.at("web"));
  reportUnread(limits, new Set(["maxSilences"]), site.at("limits"));
  const count = (value: string) => /^\d{1,9}$/.test(value);
  const numbers = [
    ["web.get-concurrency", web.getConcurrency, site.at("web.getConcurrency"), 0],
    ["web.timeout", web.timeout, site.at("web.timeout"), 0],
    ["silences.max-silences", limits.maxSilences, site.at("limits.maxSilences"), 28],
  ] as const;
  for (const [flag, value, at, since] of numbers) {
    if (!isAtLeast(version, 0, since)) continue;
    const number = checked(text(value), count, "a whole number", at);
    // The operator's duration is in seconds.
    if (number) flags.push(`--${flag}=${number}${flag === "web.timeout" ? "s" : ""}`);
  }
  const level = checked(
    text(spec.logLevel),
    (value) => /^(?:debug|info|warn|error)$/.test(value),
    "one of debug, info, warn, error",
    site.at("logLevel"),
  );
  if (level) flags.push(`--log.level=${level}`);
  const format = checked(
    text(spec.logFormat),
    (value) => /^(?:logfmt|json)$/.test(value),
    "one of logfmt, json",
    site.at("logFormat"),
  );
  if (format) flags.push(`--log.format=${format}`);
  const features = texts(spec.enableFeatures).filter((name) =>
    checked(name, (value) => /^[\w-]+$/.test(value), "a feature", site.at("enableFeatures"))
  );
  if (features.length > 0 && isAtLeast(version, 0, 27)) {
    flags.push(`--enable-feature=${[...new Set(features)].join(",")}`);
  }
  return [...flags, ...additionalFlags(spec.additionalArgs, flags, site.at("additionalArgs"))];
}
