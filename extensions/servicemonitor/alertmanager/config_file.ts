/**
 * `alertmanager.yaml`: the configuration of a Secret or an AlertmanagerConfig, and those that are merged into it.
 *
 * @see https://prometheus.io/docs/alerting/latest/configuration/
 * @module
 */

import {
  append,
  type ConvertContext,
  isExcluded,
  isLimitError,
  isMapping,
  list,
  type Manifest,
  type Mapping,
  mapping,
  namespaceOf,
  parseInnerYaml,
  type Secret,
  text,
} from "@dekube/engine/pacts";
import {
  decodeText,
  labelsOf,
  secretBytes,
  secretKeys,
  selectsLabels,
} from "@dekube/engine/pacts/kubernetes";
import { type Assets, isFileName } from "../assets.ts";
import { ALERTMANAGER_CONFIG } from "../kinds.ts";
import type { Running } from "../program.ts";
import { isSet, reportUnread, type Site, siteOf } from "../read.ts";
import { compare, isAround, namespaceLabels } from "../selection.ts";
import { readSelector } from "../selector.ts";
import { renderYaml } from "../yaml.ts";
import { convertGlobal } from "./global.ts";
import { matcher } from "./matchers.ts";
import { convertResource, type Parts } from "./resource.ts";
import { timeIntervalsField } from "./routes.ts";

const CONFIG = "alertmanager.yaml";

/** What the operator takes where nothing is configured: nobody is told. */
const DEFAULT: Mapping = { route: { receiver: "null" }, receivers: [{ name: "null" }] };

/** Writes the configuration and the files that it names; its path in the container. */
export function writeAlertmanagerConfig(
  running: Running,
  assets: Assets,
  ctx: ConvertContext,
): string {
  const { spec, namespace, version } = running;
  const rewrite = { addressesIn: namespace };
  const write = (content: string) => assets.write(CONFIG, content, { secret: true, rewrite });
  const isGlobal = isSet(mapping(spec.alertmanagerConfiguration).name);
  const resources = selectedResources(running, ctx);
  const raw = isGlobal ? undefined : rawConfig(running, assets, resources.length > 0, ctx);
  if (!isGlobal && resources.length === 0) return write(raw ?? renderYaml(DEFAULT));
  const base = isGlobal
    ? globalConfig(running, assets, ctx)
    : parseBase(raw, running.site.at("configSecret"), ctx);
  const global = mapping(base.global);
  const parts = resources.map((manifest): [Manifest, Parts] => [
    manifest,
    convertResource(manifest, { assets, version, global, ctx }),
  ]);
  return write(renderYaml(merge(base, parts, running)));
}

/** The Secret that an Alertmanager takes its configuration from, be it there or not. */
export function configSecretOf(name: string, { configSecret }: Mapping): string {
  return text(configSecret) || `alertmanager-${name}`;
}

/**
 * The text of the Secret, whose other keys become files beside the configuration: templates, mostly. Where AlertmanagerConfigs
 * say who is told, there need be none.
 */
function rawConfig(
  { spec, resource, namespace, site }: Running,
  assets: Assets,
  hasResources: boolean,
  ctx: ConvertContext,
): string | undefined {
  const named = text(spec.configSecret);
  const name = configSecretOf(resource.name, spec);
  const at = site.at("configSecret");
  const secret = ctx.secrets.get(namespace, name);
  const outcome = hasResources
    ? "AlertmanagerConfigs alone say who is told"
    : "nobody is told of alerts";
  if (!secret) {
    if (named === "" && hasResources) return;
    return named === ""
      ? at.info("no-config", `there is no Secret "${name}", so nobody is told of alerts`)
      : at.warn(
        "missing-secret",
        `there is no Secret "${name}" with the configuration in the namespace "${namespace}", so ${outcome}. Add it to the manifests`,
      );
  }
  for (const key of secretKeys(secret)) if (key !== CONFIG) writeKey(secret, key, assets, at);
  const bytes = secretBytes(secret, CONFIG);
  const content = bytes && decodeText(bytes);
  if (content && content.trim() !== "") return content;
  return at.warn(
    "missing-key",
    `Secret "${name}" has no text under "${CONFIG}", so ${outcome}`,
  );
}

function writeKey(secret: Secret, key: string, assets: Assets, site: Site): void {
  const content = secretBytes(secret, key);
  if (content !== undefined && isFileName(key)) {
    assets.write(key, decodeText(content) ?? content, { secret: true });
    return;
  }
  site.warn(
    "unsafe-path",
    `"${key}" of Secret "${secret.metadata.name}" can't be a file; it is left out`,
  );
}

/** The configuration of a Secret, to be added to. */
function parseBase(
  raw: string | undefined,
  site: Site,
  { limits }: Pick<ConvertContext, "limits">,
): Mapping {
  if (raw === undefined) return DEFAULT;
  let parsed: unknown;
  try {
    parsed = parseInnerYaml(raw, limits, `the configuration of Alertmanager ("${CONFIG}")`);
  } catch (error) {
    if (isLimitError(error)) throw error;
    // What is no YAML is no configuration either.
  }
  if (isMapping(parsed) && isMapping(parsed.route) && text(parsed.route.receiver) !== "") {
    return parsed;
  }
  site.warn(
    "bad-config",
    `what the Secret has under "${CONFIG}" is no configuration with a route and its receiver, so AlertmanagerConfigs alone say who is told`,
  );
  return DEFAULT;
}

const CONFIGURATION_FIELDS = new Set(["name", "global", "templates"]);

/** The configuration of the AlertmanagerConfig that the CR names, in its namespace. */
function globalConfig(
  { spec, namespace, version, site }: Running,
  assets: Assets,
  ctx: ConvertContext,
): Mapping {
  const at = site.at("alertmanagerConfiguration");
  const fields = mapping(spec.alertmanagerConfiguration);
  reportUnread(fields, CONFIGURATION_FIELDS, at);
  const global = convertGlobal(fields.global, {
    assets,
    namespace,
    version,
    site: at.at("global"),
  });
  const templates = list(fields.templates).flatMap((source, index) =>
    assets.sourceFile(source, namespace, at.at(`templates[${index}]`)) ?? []
  );
  const shared = {
    ...isSet(global) ? { global } : {},
    ...templates.length > 0 ? { templates } : {},
  };
  const manifest = ctx.manifests.get(ALERTMANAGER_CONFIG, namespace, text(fields.name));
  if (!manifest) {
    at.at("name").warn(
      "missing-config",
      `there is no AlertmanagerConfig "${
        text(fields.name)
      }", so nobody is told of alerts by it. Add it to the manifests`,
    );
    return { ...shared, ...DEFAULT };
  }
  const parts = convertResource(manifest, { assets, version, global, ctx });
  const { route = mapping(DEFAULT.route), receivers, inhibitRules, timeIntervals } = parts;
  if (!parts.route) receivers.push({ name: "null" });
  const { matchers, mute_time_intervals, active_time_intervals, ...root } = route;
  if (isSet(matchers) || isSet(mute_time_intervals) || isSet(active_time_intervals)) {
    siteOf(manifest, ctx).at("route").warn(
      "bad-root-route",
      "the first route gets all alerts at all times; its matchers and time intervals are left out",
    );
  }
  return {
    ...shared,
    route: root,
    receivers,
    ...inhibitRules.length > 0 ? { inhibit_rules: inhibitRules } : {},
    ...timeIntervals.length > 0 ? { [timeIntervalsField(version)]: timeIntervals } : {},
  };
}

/**
 * The AlertmanagerConfigs that are merged, by namespace and name: those that both selectors select. Without the first
 * of them there are none, without the second those of the Alertmanager's own namespace count.
 */
function selectedResources(
  { spec, namespace, resource, site }: Running,
  ctx: ConvertContext,
): Manifest[] {
  const own = readSelector(spec.alertmanagerConfigSelector, site.at("alertmanagerConfigSelector"));
  const around = readSelector(
    spec.alertmanagerConfigNamespaceSelector,
    site.at("alertmanagerConfigNamespaceSelector"),
  );
  const namespaces = namespaceLabels(ctx);
  const global = text(mapping(spec.alertmanagerConfiguration).name);
  return ctx.manifests.of(ALERTMANAGER_CONFIG).filter((manifest) => {
    const { name, labels } = manifest.metadata;
    const place = namespaceOf(manifest);
    const isHere = place === "" || namespace === "" || place === namespace;
    if (isExcluded(name, ctx.config.exclude) || (name === global && isHere)) return false;
    const isSelected = own !== undefined && selectsLabels(own, labelsOf(labels)) &&
      (around ? isAround(around, place, namespaces) : isHere);
    if (!isSelected) {
      siteOf(manifest, ctx).info(
        "not-selected",
        `the Alertmanager "${resource.name}" does not select it, so it is left out there`,
      );
    }
    return isSelected;
  }).sort((a, b) =>
    compare(namespaceOf(a), namespaceOf(b)) || compare(a.metadata.name, b.metadata.name)
  );
}

/** The base with what AlertmanagerConfigs add; their routes come first, and let alerts go on to the others. */
function merge(
  base: Mapping,
  parts: readonly [Manifest, Parts][],
  { spec, namespace, version }: Running,
): Mapping {
  const strategy = text(mapping(spec.alertmanagerConfigMatcherStrategy).type);
  const route = mapping(base.route);
  const routes: Mapping[] = [];
  const receivers = [...list(base.receivers)];
  const inhibitRules = [...list(base.inhibit_rules)];
  const field = timeIntervalsField(version);
  const intervals = [...list(base[field])];
  for (const [manifest, one] of parts) {
    const place = namespaceOf(manifest);
    const isBound = place !== "" && strategy !== "None" &&
      !(strategy === "OnNamespaceExceptForAlertmanagerNamespace" && place === namespace);
    const bound = isBound ? [matcher("namespace", "=", place)] : [];
    if (one.route) {
      routes.push({
        ...one.route,
        ...and("matchers", one.route.matchers, bound),
        continue: true,
      });
    }
    append(receivers, one.receivers);
    append(intervals, one.timeIntervals);
    append(
      inhibitRules,
      one.inhibitRules.map((rule) => ({
        ...rule,
        ...and("source_matchers", rule.source_matchers, bound),
        ...and("target_matchers", rule.target_matchers, bound),
      })),
    );
  }
  return {
    ...base,
    route: { ...route, ...and("routes", routes, list(route.routes)) },
    receivers,
    ...inhibitRules.length > 0 ? { inhibit_rules: inhibitRules } : {},
    ...intervals.length > 0 ? { [field]: intervals } : {},
  };
}

/** Two lists under one name, each item once; nothing where both are empty. */
function and(name: string, one: unknown, other: readonly unknown[]): Mapping {
  const items = [...new Set([...list(one), ...other])];
  return items.length > 0 ? { [name]: items } : {};
}
