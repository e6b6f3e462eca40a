/**
 * The controller's own ConfigMap, where it is among the manifests: what it says holds for all Ingresses that the controller
 * reads and that do not say otherwise.
 *
 * @see https://www.haproxy.com/documentation/kubernetes-ingress/community/configuration-reference/configmap/
 * @module
 */

import {
  append,
  type ConvertContext,
  type Ingress,
  type Manifest,
  mapping,
  namespaceOf,
  ownValue,
  textMap,
} from "@dekube/engine/pacts";
import {
  type AccessRestriction,
  accessRestrictions,
  type AnnotationOrigin,
  commonNetworks,
  configOfClass,
  Controllers,
  reportConfigKeys,
} from "@dekube/engine/pacts/ingress";
import { CONFIG_KEYS, DEFAULTS } from "./config_keys.ts";
import { HAPROXY } from "./controller.ts";
import { OTHER_CONFIG_KEYS } from "./other_config_keys.ts";

/** Two names of one thing. */
const ALIASES: Readonly<Record<string, string>> = {
  "allow-list": "whitelist",
  "blacklist": "deny-list",
  "deny-list": "blacklist",
  "whitelist": "allow-list",
};

/** Lines for the process and for its page of statistics, of which no request for a route hears. */
const OF_NO_ROUTE: readonly string[] = ["global-config-snippet", "stats-config-snippet"];

/** What an Ingress says with what its controller says for all. */
export interface Configured {
  /** The Ingress, with annotations for what its controller's ConfigMap says and it does not. */
  manifest: Ingress;
  /** Where those annotations come from, by their full names. */
  origins: ReadonlyMap<string, AnnotationOrigin>;
  /** What the ConfigMap restricts. */
  restrictions: AccessRestriction[];
}

/** An Ingress with what the ConfigMaps of its controllers say. */
export function configured(
  manifest: Ingress,
  controllers: Controllers,
  ctx: Pick<ConvertContext, "manifests">,
): Configured {
  const own = textMap(manifest.metadata.annotations);
  const isAsked = (name: string) => (own[HAPROXY.prefix + name] ?? "").trim() !== "";
  const annotations = { ...own };
  const origins = new Map<string, AnnotationOrigin>();
  const restrictions: AccessRestriction[] = [];
  const configs = ctx.manifests.of("ConfigMap").filter((config) => controllers.own(config));
  for (const config of controllers.configsFor(manifest, configs)) {
    const where = `of the ConfigMap "${config.metadata.name}"`;
    for (const [key, value] of Object.entries(textMap(mapping(config).data))) {
      const name = HAPROXY.prefix + key;
      if (value.trim() === "" || isAsked(key) || isAsked(ownValue(ALIASES, key) ?? key)) continue;
      const asked = OF_NO_ROUTE.includes(key)
        ? []
        : accessRestrictions({ metadata: { name: "", annotations: { [name]: value } } });
      const before = origins.has(name) ? annotations[name] : undefined;
      const kept = DEFAULTS.has(key) ? keptBeside(before, value, asked) : undefined;
      append(
        restrictions,
        asked.map(({ guard, remedy }): AccessRestriction => ({
          guard: kept === undefined ? "other" : guard,
          annotation: `${key} ${where}`,
          remedy: remedy ??
            `If everybody may come in, take it out of the ConfigMap "${config.metadata.name}"`,
        })),
      );
      if (kept === undefined) continue;
      annotations[name] = kept;
      if (before === undefined) origins.set(name, { object: config, key, path: `data.${key}` });
    }
  }
  return {
    manifest: { ...manifest, metadata: { ...manifest.metadata, annotations } },
    origins,
    restrictions,
  };
}

/** What holds of a value beside that of another controller; `undefined` where both can't. */
function keptBeside(
  before: string | undefined,
  value: string,
  asked: readonly AccessRestriction[],
): string | undefined {
  if (before === undefined || before === value) return value;
  if (asked.length === 0) return before;
  if (!asked.every(({ annotation }) => /allow-list$|whitelist$/.test(annotation))) return undefined;
  const [one, other] = [before, value].map((list) => list.split(/[\s,]+/).filter(Boolean));
  const common = commonNetworks(one, other);
  return common && common.length > 0 ? common.join(",") : undefined;
}

/** Says what is lost of the ConfigMaps of the class's controllers, and what is unknown of them. `own` are HAProxy's. */
export function reportConfigs(
  own: Controllers,
  ctx: Pick<ConvertContext, "manifests" | "limits" | "report">,
): void {
  const others = new Controllers(["haproxy-ingress"], ctx);
  const ofClasses = ctx.manifests.of("IngressClass").flatMap((one) => configOfClass(one) ?? []);
  const isOfClass = (config: Manifest) =>
    ofClasses.some(({ namespace, name }) =>
      name === config.metadata.name && namespace === namespaceOf(config)
    );
  for (const config of ctx.manifests.of("ConfigMap")) {
    if (own.own(config)) reportConfigKeys(config, CONFIG_KEYS, ctx);
    else if (others.own(config) || isOfClass(config)) {
      reportConfigKeys(config, OTHER_CONFIG_KEYS, ctx);
    }
  }
}
