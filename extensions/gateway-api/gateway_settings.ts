/**
 * What the settings of Gateway controllers ask of all who come by a Gateway: objects that `parametersRef` names. Each
 * controller has a kind of its own, and all call the same things alike.
 *
 * @see https://gateway-api.sigs.k8s.io/geps/gep-1867/
 * @see https://gateway.envoyproxy.io/docs/api/extension_types/#kubernetesservicespec
 * @see https://docs.cilium.io/en/stable/network/servicemesh/gateway-api/parameterized-gatewayclass/
 * @see https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/gateway/loadbalancerconfig/
 * @module
 */

import {
  type Config,
  type ConvertContext,
  isMapping,
  list,
  type Manifest,
  type Mapping,
  mapping,
  mappings,
  parseInnerYaml,
  text,
  textMap,
} from "@dekube/engine/pacts";
import { isApisixGuard } from "@dekube/engine/pacts/ingress";
import { privateByDefault } from "@dekube/engine/pacts/kubernetes";
import { asService, serviceGuards } from "./service_guards.ts";

/** What is read of a conversion. */
export type SettingsContext = Pick<ConvertContext, "manifests" | "limits" | "config">;

/** What settings say of who comes. */
export interface Settings {
  /** What keeps somebody out, in words. */
  readonly guards: readonly string[];
  /** What has the load balancer private unless it is opened, and is not. */
  readonly privately?: string;
  /** They say that the load balancer is one of the internet. */
  readonly isOpened: boolean;
}

const known = new WeakMap<Manifest, Settings>();

/** The settings that a `parametersRef` names, where the manifests have them. */
export function settingsNamed(
  ref: Mapping,
  home: string,
  { manifests, limits, config }: SettingsContext,
): Settings | undefined {
  const group = text(ref.group);
  const kind = ["", "core"].includes(group) ? text(ref.kind) : `${group}/${text(ref.kind)}`;
  const object = manifests.get(kind, text(ref.namespace) || home, text(ref.name)) ??
    manifests.of(kind).find(({ metadata }) =>
      metadata.namespace === undefined && metadata.name === text(ref.name)
    );
  if (!object) return undefined;
  let settings = known.get(object);
  if (!settings) {
    const of = `the ${object.kind} "${object.metadata.name}"`;
    const read = object.kind === "ConfigMap" ? ofConfigMap(object, limits) : [object.spec];
    const all = read.flatMap(mappingsIn);
    const sign = all.map(([, one]) => privateByDefault(asService(annotationsOf(one), one)))
      .find((one) => one !== undefined);
    settings = {
      guards: [...new Set(all.flatMap(([name, one]) => guardsOf(name, one, of, config)))],
      ...(sign === undefined ? {} : { privately: `${sign} of ${of}` }),
      isOpened: all.some(([, { scheme }]) => text(scheme) === "internet-facing"),
    };
    known.set(object, settings);
  }
  return settings;
}

/** The annotations of a Service, as settings have them, or as an object does. */
function annotationsOf({ annotations, metadata }: Mapping): Mapping {
  return mapping(annotations ?? mapping(metadata).annotations);
}

/** Istio has objects to change in a ConfigMap, as text. */
function ofConfigMap({ data, metadata }: Manifest, limits: ConvertContext["limits"]): unknown[] {
  return Object.entries(textMap(data)).flatMap(([key, content]) => {
    try {
      const read = parseInnerYaml(content, limits, `${key} of the ConfigMap "${metadata.name}"`);
      return [{
        [key]: key === "service" ? { ...mapping(read), ...mapping(mapping(read).spec) } : read,
      }];
    } catch (error) {
      if (error instanceof SyntaxError) return [];
      throw error;
    }
  });
}

/** All mappings that settings hold, with the names that they have there. */
function mappingsIn(settings: unknown): [name: string, Mapping][] {
  const found: [string, Mapping][] = [];
  const seen = new Set<unknown>();
  const waiting: [name: string, value: unknown][] = [["", settings]];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const [name, value] = next;
    if (typeof value !== "object" || value === null || seen.has(value)) continue;
    seen.add(value);
    if (isMapping(value)) found.push([name, value]);
    const parts: [string, unknown][] = Array.isArray(value)
      ? value.map((item) => [name, item])
      : Object.entries(value);
    for (const part of parts) waiting.push(part);
  }
  return found;
}

/** What one of the mappings in settings says, by the name that it has there. */
function guardsOf(name: string, settings: Mapping, of: string, config: Config): string[] {
  const { loadBalancerSourceRanges, sourceRanges, scheme, type, plugins } = settings;
  const isOfService = /service|ingress|publishing/i.test(name);
  const guards = mappings(plugins).filter(isApisixGuard);
  return [
    ...(/annotations$/i.test(name) ? serviceGuards(settings, {}, of, config) : []),
    ...serviceGuards({}, { loadBalancerSourceRanges }, of, config),
    ...serviceGuards({}, { loadBalancerSourceRanges: sourceRanges }, of, config),
    ...(isOfService && /^ClusterIP/.test(text(type))
      ? [`${name}.type: ${text(type)} of ${of} opens it to the cluster alone`]
      : []),
    ...(text(scheme) === "internal"
      ? [`scheme: internal of ${of} opens it to a private network alone`]
      : []),
    ...FIREWALLS.filter((field) => list(settings[field]).length > 0 || isMapping(settings[field]))
      .map((field) => `${field} of ${of} may keep somebody out`),
    ...guards.slice(0, 1).map((plugin) => `the plugin ${text(plugin.name)} of ${of}`),
  ];
}

/** Fields that name what says who may come. */
const FIREWALLS = ["securityGroups", "mutualAuthentication", "wafV2", "shieldAdvanced"] as const;
