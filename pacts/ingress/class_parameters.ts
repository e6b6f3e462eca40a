/**
 * What an IngressClass says for all its routes beside its controller: its annotations, and the object that its parameters
 * name. Of objects that nobody here reads nobody knows what they keep out.
 *
 * @see https://kubernetes.io/docs/concepts/services-networking/ingress/#ingress-class
 * @see https://docs.oracle.com/en-us/iaas/Content/ContEng/Tasks/contengsettingupnativeingresscontroller.htm
 * @see https://www.alibabacloud.com/help/en/ack/serverless-kubernetes/user-guide/configure-alb-ingresses
 * @module
 */

import { harmlessRemedy } from "../annotations/harmless_remedy.ts";
import { type Names, namesMatcher } from "../annotations/family.ts";
import type { ConvertContext } from "../context.ts";
import type { Ingress } from "../kubernetes/types.ts";
import { isExcluded } from "../kubernetes/workloads.ts";
import type { Manifest } from "../manifest.ts";
import { isMapping, mapping, text } from "../read.ts";
import { type AccessRestriction, accessRestrictions } from "./access.ts";
import { getIngressClass } from "./ingress_class.ts";
import { unknownRestrictions } from "./unknown_annotations.ts";

type Context = Pick<ConvertContext, "manifests" | "config">;

/** What the fields of such an object say. */
interface ParameterKind {
  /** Fields that keep nobody out, by their paths without the places in lists; `*` stands for any text. */
  harmless: Names;
  /** Fields that keep nobody out where they have this value. */
  open?: Readonly<Record<string, string>>;
}

/** Kinds, by their names with the group. */
const KINDS: Readonly<Record<string, ParameterKind>> = {
  // These are read elsewhere.
  "elbv2.k8s.aws/IngressClassParams": { harmless: "*" },
  "eks.amazonaws.com/IngressClassParams": { harmless: "*" },
  ConfigMap: { harmless: "*" },
  // Kong's say how Services are reached.
  "configuration.konghq.com/IngressClassParameters": {
    harmless: "*",
  },
  // Oracle's
  "ingress.oraclecloud.com/IngressClassParameters": {
    harmless: `compartmentId subnetId loadBalancerName reservedPublicAddressId minBandwidthMbps
      maxBandwidthMbps freeformTags.* definedTags.*`,
    open: { isPrivate: "false" },
  },
  // Alibaba's
  "alibabacloud.com/AlbConfig": {
    harmless: `config.id config.name config.edition config.zoneMappings.* config.accessLogConfig.*
      config.billingConfig.* config.deletionProtectionEnabled config.forceOverride
      config.listenerForceOverride config.resourceGroupId config.tags.* config.addressAllocatedMode
      config.addressIpVersion config.modificationProtectionConfig.* config.ipv6AddressType
      config.bandWidthPackageId config.enableReuseLoadBalancer
      listeners.port listeners.protocol listeners.certificates.certificateId
      listeners.certificates.isDefault listeners.description listeners.gzipEnabled
      listeners.http2Enabled listeners.idleTimeout listeners.requestTimeout
      listeners.securityPolicyId listeners.xForwardedForConfig.* listeners.quicConfig.*
      listeners.logConfig.* listeners.loadBalancerId`,
    open: { "config.addressType": "internet", "listeners.caEnabled": "false" },
  },
};

/** What the class of an Ingress restricts by its annotations and its parameters. */
export function classGuards(manifest: Ingress, ctx: Context): AccessRestriction[] {
  const name = getIngressClass(manifest);
  return ctx.manifests.of("IngressClass")
    .filter(({ metadata }) => metadata.name.toLowerCase() === name)
    .flatMap((own) => [
      ...[...accessRestrictions(own), ...unknownRestrictions(own, ctx)].map((restriction) => ({
        ...restriction,
        guard: "other" as const,
        annotation: `${restriction.annotation} of the IngressClass "${own.metadata.name}"`,
      })),
      ...parameterGuards(own, ctx),
    ]);
}

function parameterGuards(own: Manifest, ctx: Context): AccessRestriction[] {
  const { parameters } = mapping(own.spec);
  if (!isMapping(parameters)) return [];
  const [group, kind, name] = [parameters.apiGroup, parameters.kind, parameters.name].map(text);
  const full = ["", "core"].includes(group) ? kind : `${group}/${kind}`;
  const of = `the ${kind} "${name}", which the IngressClass "${own.metadata.name}" names`;
  if (isExcluded(full, ctx.config.harmless)) return [];
  const known = Object.hasOwn(KINDS, full) ? KINDS[full] : undefined;
  if (known?.harmless === "*") return [];
  const closing = (annotation: string): AccessRestriction[] => [{
    guard: "other",
    annotation,
    remedy: harmlessRemedy([full]),
  }];
  if (!known) return closing(`${of}: nobody here knows what it keeps out`);
  const object = ctx.manifests.of(full).find(({ metadata }) => metadata.name === name);
  if (!object) return closing(`${of}: it is not among the manifests`);
  const isHarmless = namesMatcher(known.harmless);
  const field = fieldsOf(object.spec).find(([path, value]) =>
    !isHarmless(path) && value !== "" &&
    (known.open?.[path] ?? "").toLowerCase() !== value.toLowerCase()
  );
  return field ? closing(`${field[0]} of ${of}`) : [];
}

/** All values that an object holds, each with its path. */
function fieldsOf(spec: unknown): [path: string, value: string][] {
  const found: [string, string][] = [];
  const seen = new Set<unknown>();
  const waiting: [path: string, value: unknown][] = [["", spec]];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const [path, value] = next;
    if (typeof value !== "object" || value === null) {
      found.push([path, text(value)]);
      continue;
    }
    if (seen.has(value)) continue;
    seen.add(value);
    const below: [string, unknown][] = Array.isArray(value)
      ? value.map((item) => [path, item])
      : Object.entries(value).map(([key, one]) => [path === "" ? key : `${path}.${key}`, one]);
    for (const one of below) waiting.push(one);
  }
  return found;
}
