/**
 * Relabelings (`relabelings`, `metricRelabelings`) as Prometheus' `relabel_configs`.
 *
 * @see https://prometheus.io/docs/prometheus/latest/configuration/configuration/#relabel_config
 * @module
 */

import { list, type Mapping, mapping, text, word } from "@dekube/engine/pacts";
import { whyNoGoRegex } from "./go_regex.ts";
import { isLabelName } from "./label_name.ts";
import { isSet, type Site } from "./read.ts";
import { isAtLeast, type Version } from "./version.ts";

/** A rule as Prometheus reads it. */
export type RelabelRule = Record<string, unknown>;

/** Fields that each action reads. Prometheus refuses some of the others. */
const ACTIONS: Record<string, { fields: readonly string[]; since?: [number, number] }> = {
  replace: { fields: ["source_labels", "separator", "regex", "target_label", "replacement"] },
  keep: { fields: ["source_labels", "separator", "regex"] },
  drop: { fields: ["source_labels", "separator", "regex"] },
  hashmod: { fields: ["source_labels", "separator", "target_label", "modulus"] },
  labelmap: { fields: ["regex", "replacement"] },
  labeldrop: { fields: ["regex"] },
  labelkeep: { fields: ["regex"] },
  lowercase: { fields: ["source_labels", "separator", "target_label"], since: [2, 36] },
  uppercase: { fields: ["source_labels", "separator", "target_label"], since: [2, 36] },
  keepequal: { fields: ["source_labels", "target_label"], since: [2, 41] },
  dropequal: { fields: ["source_labels", "target_label"], since: [2, 41] },
};

/** A name in which parts of what was found are put (`${1}_total`). */
const NAME_TEMPLATE = /^(?:[a-zA-Z_]|\$\{\w+\}|\$\w)(?:\w|\$\{\w+\}|\$\w)*$/;

/**
 * Rules in Prometheus' notation; `undefined` where it would refuse one of them, which a diagnostic
 * says. To leave out one alone would scrape what should not be, or keep what should be dropped.
 */
export function convertRelabelings(
  value: unknown,
  site: Site,
  version: Version,
): RelabelRule[] | undefined {
  const rules: RelabelRule[] = [];
  for (const [index, item] of list(value).entries()) {
    const rule = readRule(mapping(item));
    const problem = problemOf(rule, version);
    if (problem) {
      return site.item(index).warn(
        "bad-relabeling",
        `${problem}, and Prometheus would not start with it; the endpoint is left out`,
      );
    }
    rules.push(rule);
  }
  return rules;
}

/** Whether a rule reads a label of service discovery by its name. */
export function readsLabel(rules: readonly RelabelRule[], name: string): boolean {
  return rules.some((rule) =>
    rule.action === "labelmap" || list(rule.source_labels).includes(name) ||
    (/^(?:keep|drop)equal$/.test(text(rule.action)) && rule.target_label === name)
  );
}

function readRule(relabeling: Mapping): RelabelRule {
  const action = text(relabeling.action).toLowerCase() || "replace";
  const sources = list(relabeling.sourceLabels).map(text);
  const fields: Mapping = {
    source_labels: sources.length > 0 ? sources : undefined,
    separator: optionalText(relabeling.separator),
    regex: regexOf(text(relabeling.regex)),
    modulus: isSet(relabeling.modulus) ? Number(word(relabeling.modulus) || NaN) : undefined,
    target_label: text(relabeling.targetLabel) || undefined,
    replacement: optionalText(relabeling.replacement),
  };
  const known = Object.hasOwn(ACTIONS, action) ? ACTIONS[action].fields : [];
  const rule: RelabelRule = {};
  for (const name of known) {
    if (fields[name] !== undefined) rule[name] = fields[name];
  }
  // The action that is meant where there is none goes without saying.
  if (action !== "replace") rule.action = action;
  return rule;
}

/** A text that may be empty, and then means something else than one that is left out. */
function optionalText(value: unknown): string | undefined {
  return value === null || value === undefined ? undefined : text(value);
}

/** Prometheus' reader takes these two for nothing at all, even in quotes. */
function regexOf(source: string): string | undefined {
  return source === "~" || source === "null" ? `(?:${source})` : source || undefined;
}

/** Why Prometheus would refuse a rule, as the beginning of a sentence. */
function problemOf(rule: RelabelRule, version: Version): string | undefined {
  const action = text(rule.action) || "replace";
  const known = Object.hasOwn(ACTIONS, action) ? ACTIONS[action] : undefined;
  if (!known || (known.since && !isAtLeast(version, ...known.since))) {
    return `this version of Prometheus knows no action "${action}"`;
  }
  const bad = list(rule.source_labels).find((name) => !isLabelName(text(name), version));
  if (bad !== undefined) return `"${bad}" is no name of a label`;
  const why = typeof rule.regex === "string" ? whyNoGoRegex(rule.regex) : undefined;
  if (why !== undefined) return `"${rule.regex}" is no regular expression that Go knows: ${why}`;
  if (known.fields.includes("target_label")) {
    const target = text(rule.target_label);
    const isName = isLabelName(target, version) ||
      (action === "replace" && NAME_TEMPLATE.test(target));
    if (!isName) return `the action "${action}" needs "targetLabel", the name of a label`;
  }
  if (
    action === "labelmap" && rule.replacement !== undefined &&
    !NAME_TEMPLATE.test(text(rule.replacement))
  ) {
    return `"${text(rule.replacement)}" is no name of a label`;
  }
  if (action === "hashmod" && !(Number.isSafeInteger(rule.modulus) && Number(rule.modulus) > 0)) {
    return `the action "hashmod" needs "modulus", a whole number above 0`;
  }
}
