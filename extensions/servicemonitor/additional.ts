/**
 * YAML that the CR takes from Secrets as it stands: further jobs, Alertmanagers, relabelings.
 *
 * @module
 */

import { isMapping, type Mapping, mapping } from "@dekube/engine/pacts";
import { parse } from "@std/yaml";
import type { Assets } from "./assets.ts";
import { isSet, type Site } from "./read.ts";

/** More than anybody writes, and less than what aliases within aliases grow to. */
const MOST_VALUES = 100_000;
const DEEPEST = 50;

/** Where such a list comes from. */
export interface AdditionalOptions {
  namespace: string;
  assets: Assets;
  site: Site;
}

/** Fields of the CR that name such a list. */
const FIELDS = [
  "additionalScrapeConfigs",
  "additionalAlertManagerConfigs",
  "additionalAlertRelabelConfigs",
];

/** Whether a CR takes such lists: addresses in them are those of Services. */
export function hasAdditional(spec: Mapping): boolean {
  return FIELDS.some((field) => isSet(spec[field]));
}

/**
 * The list in a key of a Secret. What needs the Kubernetes API is left out; diagnostics say so, and where
 * the key holds no list.
 */
export function readAdditional(ref: unknown, options: AdditionalOptions): Mapping[] {
  const { namespace, assets, site } = options;
  const content = assets.secretText(ref, namespace, site);
  if (content === undefined) return [];
  const parsed = parseList(content);
  if (!parsed) {
    return site.warn(
      "bad-additional-config",
      "the Secret's key holds no YAML list of mappings; it is left out",
    ) ?? [];
  }
  return parsed.map((item) => withoutDiscovery(item, site)).filter((item) => item !== undefined);
}

function parseList(content: string): Mapping[] | undefined {
  try {
    const parsed = parse(content, { schema: "core" });
    if (parsed === null) return [];
    if (!Array.isArray(parsed) || !parsed.every(isMapping)) return undefined;
    return countValues(parsed, MOST_VALUES) >= 0 ? parsed : undefined;
  } catch {
    return undefined;
  }
}

/** How many values may still come after this one; negative where there were too many. */
function countValues(value: unknown, left: number, depth = 0): number {
  let rest = left - 1;
  if (typeof value !== "object" || value === null) return rest;
  if (depth > DEEPEST) return -1;
  for (const item of Object.values(value)) {
    if (rest < 0) return rest;
    rest = countValues(item, rest, depth + 1);
  }
  return rest;
}

/** What is left of a job without Kubernetes' service discovery; nothing where there is no other. */
function withoutDiscovery(item: Mapping, site: Site): Mapping | undefined {
  const { kubernetes_sd_configs: discovery, ...rest } = mapping(item);
  if (discovery === undefined) return rest;
  const others = Object.keys(rest).some((key) => /^(?:\w+_sd|static)_configs$/.test(key));
  site.warn(
    "no-service-discovery",
    `there is no Kubernetes API here, so "kubernetes_sd_configs" of ${
      JSON.stringify(rest.job_name ?? "an item")
    } is left out${others ? "" : ", and the rest of it, which finds nothing without"}`,
  );
  return others ? rest : undefined;
}
