/**
 * Alertmanager's command line.
 *
 * @see https://prometheus.io/docs/alerting/latest/high_availability/
 * @module
 */

import { append, mapping, text } from "@dekube/engine/pacts";
import { parseDuration } from "@dekube/engine/pacts/kubernetes";
import { additionalFlags, checked, featureFlags, logFlags, prefixOf } from "../flag_values.ts";
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
  append(flags, logFlags(spec, site));
  const features = featureFlags(spec, site);
  if (isAtLeast(version, 0, 27)) append(flags, features);
  return [...flags, ...additionalFlags(spec.additionalArgs, flags, site.at("additionalArgs"))];
}
