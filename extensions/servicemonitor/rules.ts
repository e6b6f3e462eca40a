/**
 * PrometheusRules as rule files.
 *
 * @see https://prometheus.io/docs/prometheus/latest/configuration/recording_rules/#syntax
 * @module
 */

import {
  type ConvertContext,
  idOf,
  list,
  type Manifest,
  type Mapping,
  mapping,
  text,
  word,
} from "@dekube/engine/pacts";
import { shortHash } from "@dekube/engine/pacts/kubernetes";
import type { Assets } from "./assets.ts";
import { readDuration } from "./duration.ts";
import { isLabelName, isMetricName } from "./label_name.ts";
import { type PromqlDialect, whyNoPromql } from "./promql/check.ts";
import { reportUnread, type Site, siteOf } from "./read.ts";
import { whyNoTemplate } from "./template.ts";
import { isAtLeast, type Version } from "./version.ts";
import { renderYaml } from "./yaml.ts";

const GROUP_FIELDS = new Set([
  ...["name", "interval", "query_offset", "limit", "labels", "rules"],
  // Thanos' own; the operator leaves it out for Prometheus as well.
  "partial_response_strategy",
]);

const RULE_FIELDS = new Set([
  ...["record", "alert", "expr", "for", "keep_firing_for", "labels", "annotations"],
]);

/** Writes the groups of a PrometheusRule; the file's path in the container, `undefined` without any. */
export function writeRules(
  manifest: Manifest,
  assets: Assets,
  dialect: PromqlDialect,
  ctx: ConvertContext,
): string | undefined {
  const site = siteOf(manifest, ctx);
  const groups: Mapping[] = [];
  const names = new Set<string>();
  for (const [index, fields] of list(mapping(manifest.spec).groups).map(mapping).entries()) {
    const at = site.at(`groups[${index}]`);
    const group = convertGroup(fields, dialect, at);
    const name = text(fields.name);
    if (!group) continue;
    if (names.has(name)) {
      at.warn("duplicate-group", `there is a group "${name}" already; this one is left out`);
      continue;
    }
    names.add(name);
    groups.push(group);
  }
  if (groups.length === 0) {
    return site.at("groups").info("no-rules", "there are no rules in it, so no file is written");
  }
  const folder = ctx.names.folder(idOf(manifest));
  const name = folder.length > 200 ? `${folder.slice(0, 180)}-${shortHash(folder)}` : folder;
  return assets.write(`rules/${name}.yml`, renderYaml({ groups }));
}

function convertGroup(fields: Mapping, dialect: PromqlDialect, site: Site): Mapping | undefined {
  const { version } = dialect;
  reportUnread(fields, GROUP_FIELDS, site);
  const name = text(fields.name);
  if (name === "") {
    return site.at("name").warn("no-group-name", "the group has no name; it is left out");
  }
  const rules = list(fields.rules).map(mapping).flatMap((rule, index) =>
    convertRule(rule, dialect, site.at(`rules[${index}]`)) ?? []
  );
  const interval = readDuration(fields.interval, site.at("interval"));
  const offset = readDuration(fields.query_offset, site.at("query_offset"));
  const limit = Number(word(fields.limit) || 0);
  return {
    name,
    ...(interval === undefined ? {} : { interval }),
    ...since(offset, "query_offset", 2, 53),
    ...since(Number.isSafeInteger(limit) && limit > 0 ? limit : undefined, "limit", 2, 31),
    ...since(labels(fields.labels, version, site.at("labels")), "labels", 3, 0),
    rules,
  };

  function since(value: unknown, field: string, major: number, minor: number): Mapping {
    if (value === undefined) return {};
    if (isAtLeast(version, major, minor)) return { [field]: value };
    site.at(field).warn(
      "unsupported-field",
      `this version of Prometheus knows no "${field}"; it is left out`,
    );
    return {};
  }
}

/** A rule; `undefined` where Prometheus would not start with it, which a diagnostic says. */
function convertRule(fields: Mapping, dialect: PromqlDialect, site: Site): Mapping | undefined {
  const { version } = dialect;
  reportUnread(fields, RULE_FIELDS, site);
  const record = text(fields.record);
  const alert = text(fields.alert);
  const expr = text(fields.expr);
  const why = whyNoPromql(expr, dialect);
  const problem = (record === "") === (alert === "")
    ? 'a rule has either "record" or "alert"'
    : record !== "" && !isMetricName(record, version)
    ? `"${record}" is no name of a metric`
    : expr.trim() === ""
    ? 'a rule needs "expr"'
    : why !== undefined
    ? `its expression is none of Prometheus' (${why})`
    : undefined;
  if (problem) {
    return site.warn(
      "bad-rule",
      `${problem}, and Prometheus would not start with this one; it is left out`,
    );
  }
  const own = labels(fields.labels, version, site.at("labels"));
  if (record !== "") {
    for (const field of ["for", "keep_firing_for", "annotations"]) {
      if (fields[field] === null || fields[field] === undefined) continue;
      site.at(field).warn("unsupported-field", `only an alert has "${field}"; it is left out`);
    }
    return { record, expr, ...(own ? { labels: own } : {}) };
  }
  const pending = readDuration(fields.for, site.at("for"));
  const kept = isAtLeast(version, 2, 42)
    ? readDuration(fields.keep_firing_for, site.at("keep_firing_for"))
    : undefined;
  const annotations = labels(fields.annotations, version, site.at("annotations"));
  return {
    alert,
    expr,
    ...(pending === undefined ? {} : { for: pending }),
    ...(kept === undefined ? {} : { keep_firing_for: kept }),
    ...(own ? { labels: own } : {}),
    ...(annotations ? { annotations } : {}),
  };
}

/** Labels or annotations that Prometheus takes; a diagnostic names the others. */
function labels(
  value: unknown,
  version: Version,
  site: Site,
): Record<string, string> | undefined {
  const taken = Object.entries(mapping(value)).flatMap(([name, item]): [string, string][] => {
    if (item === null) return [];
    const content = text(item);
    const why = whyNoTemplate(content, version);
    if (!isLabelName(name, version) || name === "__name__" || why !== undefined) {
      site.warn(
        "bad-label",
        `Prometheus does not take "${name}" with the value "${content}"${
          why === undefined ? "" : ` (${why})`
        }; it is left out`,
      );
      return [];
    }
    return [[name, content]];
  });
  return taken.length > 0 ? Object.fromEntries(taken) : undefined;
}
