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
import { serviceGuards } from "./service_guards.ts";

/** What is read of a conversion. */
export type SettingsContext = Pick<ConvertContext, "manifests" | "limits">;

const known = new WeakMap<Manifest, readonly string[]>();

/** What keeps somebody out, in words, of the object that a `parametersRef` names. */
export function settingsGuards(
  ref: Mapping,
  home: string,
  { manifests, limits }: SettingsContext,
): readonly string[] {
  const group = text(ref.group);
  const kind = ["", "core"].includes(group) ? text(ref.kind) : `${group}/${text(ref.kind)}`;
  const object = manifests.get(kind, text(ref.namespace) || home, text(ref.name)) ??
    manifests.of(kind).find(({ metadata }) =>
      metadata.namespace === undefined && metadata.name === text(ref.name)
    );
  if (!object) return [];
  let guards = known.get(object);
  if (!guards) {
    const of = `the ${object.kind} "${object.metadata.name}"`;
    const read = object.kind === "ConfigMap" ? ofConfigMap(object, limits) : [object.spec];
    known.set(object, guards = [...new Set(read.flatMap((one) => guardsIn(one, of)))]);
  }
  return guards;
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

/** Looks through all that settings hold. */
function guardsIn(settings: unknown, of: string): string[] {
  const found: string[] = [];
  const seen = new Set<unknown>();
  const waiting: [name: string, value: unknown][] = [["", settings]];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const [name, value] = next;
    if (typeof value !== "object" || value === null || seen.has(value)) continue;
    seen.add(value);
    if (isMapping(value)) found.push(...guardsOf(name, value, of));
    const parts: [string, unknown][] = Array.isArray(value)
      ? value.map((item) => [name, item])
      : Object.entries(value);
    for (const part of parts) waiting.push(part);
  }
  return found;
}

/** What one of the mappings in settings says, by the name that it has there. */
function guardsOf(name: string, settings: Mapping, of: string): string[] {
  const { loadBalancerSourceRanges, sourceRanges, scheme, type, plugins } = settings;
  const isOfService = /service|ingress|publishing/i.test(name);
  const guards = mappings(plugins).filter(isApisixGuard);
  return [
    ...(/annotations$/i.test(name) ? serviceGuards(settings, {}, of) : []),
    ...serviceGuards({}, { loadBalancerSourceRanges }, of),
    ...serviceGuards({}, { loadBalancerSourceRanges: sourceRanges }, of),
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
