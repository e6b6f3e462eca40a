/**
 * Who a LoadBalancer lets in.
 *
 * @see https://kubernetes.io/docs/concepts/services-networking/service/#loadbalancer
 * @module
 */

import { BALANCER_ANNOTATIONS } from "../annotations/balancers.ts";
import type { Config } from "../config.ts";
import { admitEverybody, ipAddress } from "../ip_address.ts";
import { mapping, text, textMap, texts } from "../read.ts";
import {
  CHOOSING_AWS,
  isFirewall,
  isOff,
  namesFirewall,
  OPENING,
  PRIVATE,
  PRIVATE_CLASSES,
  type Says,
  SOURCES,
} from "./balancer_annotations.ts";
import { isExcluded } from "./workloads.ts";
import type { Service } from "./types.ts";

const BETA = "service.beta.kubernetes.io/";

/** The old form of `spec.loadBalancerSourceRanges`, which counts where that is empty. */
const OLD_RANGES = `${BETA}load-balancer-source-ranges`;

/** Cilium's: whether the ranges are of those who are kept out, and which of a Service's addresses it makes. */
const RANGES_POLICY = "service.cilium.io/src-ranges-policy";
const CILIUM_TYPE = "service.cilium.io/type";

/** Who a LoadBalancer lets in. */
export interface LoadBalancerAccess {
  /** The sources as they are written; absent where everybody may come in. */
  sources?: readonly string[];
  /** Where they are written, for messages. */
  path: string;
  /** The annotation of a provider's firewall, or of what else lets in whom nobody knows here; absent where there is none. */
  firewall?: string;
  /** What that annotation does, in words. */
  does?: string;
  /** Whether nobody here knows it, so that it may be harmless. */
  isUnknown?: true;
  /** Loopback addresses that take in all of these sources, where they are the machine itself; else none. */
  loopback: readonly string[];
}

/**
 * The sources that a Service of type LoadBalancer lets in: `spec.loadBalancerSourceRanges`, else the annotation that was
 * before it, and the annotations of providers that say the same.
 *
 * @example
 * ```ts
 * import { loadBalancerAccess } from "@dekube/engine/pacts/kubernetes";
 * import { assertEquals } from "@std/assert";
 *
 * const service = (...loadBalancerSourceRanges: string[]) => ({
 *   kind: "Service",
 *   metadata: { name: "web" },
 *   spec: { type: "LoadBalancer", loadBalancerSourceRanges },
 * });
 * assertEquals(loadBalancerAccess(service("10.0.0.0/8")).sources, ["10.0.0.0/8"]);
 * assertEquals(loadBalancerAccess(service("127.0.0.0/8")).loopback, ["127.0.0.1"]);
 * assertEquals(loadBalancerAccess(service("0.0.0.0/0")).sources, undefined);
 *
 * const annotation = "service.beta.kubernetes.io/do-loadbalancer-deny-rules";
 * const metadata = { name: "web", annotations: { [annotation]: "cidr:192.0.2.0/24" } };
 * assertEquals(loadBalancerAccess({ kind: "Service", metadata }).firewall, annotation);
 * ```
 */
export function loadBalancerAccess(
  service: Service,
  config: Pick<Config, "harmless"> = { harmless: [] },
): LoadBalancerAccess {
  const annotations = textMap(service.metadata.annotations);
  const ranges = rangesIn(service.spec?.loadBalancerSourceRanges);
  const written = [
    ...(ranges.length > 0 ? [] : [OLD_RANGES]),
    ...SOURCES,
  ].filter((name) => listed(annotations[name]).length > 0);
  const sources = [...ranges, ...written.flatMap((name) => listed(annotations[name]))];
  const path = ranges.length > 0
    ? "spec.loadBalancerSourceRanges"
    : `metadata.annotations[${written[0] ?? ""}]`;
  const keepsOut = annotations[RANGES_POLICY]?.trim().toLowerCase() === "deny";
  const denied = keepsOut && ranges.length > 0
    ? { firewall: RANGES_POLICY, does: `keeps out ${ranges.join(", ")}` }
    : undefined;
  const closing = clusterOnly(service) ?? denied ?? firewallOf(annotations) ??
    guardOf(annotations, config);
  if (closing) {
    return { ...closing, path: `metadata.annotations[${closing.firewall}]`, loopback: [] };
  }
  if (sources.length === 0 || admitEverybody(sources)) return { path, loopback: [] };
  const addresses = sources.map(loopbackOf);
  const isLoopback = addresses.every((address) => address !== undefined);
  return { sources, path, loopback: isLoopback ? [...new Set(addresses)] : [] };
}

/** Ranges as they are written. What can't be read as ranges is none that anybody is in. */
function rangesIn(written: unknown): string[] {
  if (typeof written === "string" && written.trim() !== "") return listed(written);
  const ranges = texts(written).map((range) => range.trim()).filter((range) => range !== "");
  const isEmpty = written === undefined || written === null ||
    Array.isArray(written) && written.length === 0;
  return ranges.length > 0 || isEmpty ? ranges : [JSON.stringify(written)];
}

/**
 * The annotation or field by which a LoadBalancer is reached from a private network alone; `undefined` where none is.
 *
 * @example
 * ```ts
 * import { internalSign } from "@dekube/engine/pacts/kubernetes";
 * import { assertEquals } from "@std/assert";
 *
 * const metadata = { name: "web", annotations: { "networking.gke.io/load-balancer-type": "Internal" } };
 * assertEquals(internalSign({ kind: "Service", metadata }), "networking.gke.io/load-balancer-type: Internal");
 * ```
 */
export function internalSign(service: Service): string | undefined {
  const annotations = textMap(service.metadata.annotations);
  return signOf(annotations, PRIVATE) ?? privateByDefault(service);
}

/**
 * The class, or the annotation that chooses one, whose load balancers are private, where no annotation says otherwise.
 *
 * @example
 * ```ts
 * import { privateByDefault } from "@dekube/engine/pacts/kubernetes";
 * import { assertEquals } from "@std/assert";
 *
 * const metadata = { name: "web" };
 * const spec = { type: "LoadBalancer", loadBalancerClass: "eks.amazonaws.com/nlb" };
 * assertEquals(privateByDefault({ kind: "Service", metadata, spec }), "loadBalancerClass: eks.amazonaws.com/nlb");
 *
 * const annotations = { "service.beta.kubernetes.io/aws-load-balancer-scheme": "internet-facing" };
 * assertEquals(privateByDefault({ kind: "Service", metadata: { ...metadata, annotations }, spec }), undefined);
 * ```
 */
export function privateByDefault(service: Service): string | undefined {
  const annotations = textMap(service.metadata.annotations);
  const name = text(mapping(service.spec).loadBalancerClass);
  const [chosen, provider] = Object.hasOwn(PRIVATE_CLASSES, name)
    ? [`loadBalancerClass: ${name}`, PRIVATE_CLASSES[name]]
    : [signOf(annotations, CHOOSING_AWS), "aws" as const];
  return chosen === undefined || signOf(annotations, OPENING[provider]) ? undefined : chosen;
}

/** The first annotation that has such a value, with it. */
function signOf(
  annotations: Readonly<Record<string, string>>,
  signs: Readonly<Record<string, Says>>,
): string | undefined {
  const name = Object.keys(signs).find((one) =>
    Object.hasOwn(annotations, one) && signs[one](annotations[one])
  );
  return name === undefined ? undefined : `${name}: ${annotations[name]}`;
}

/** What keeps any Service, whatever its type, in the cluster alone. */
export function clusterOnly(service: Service): { firewall: string; does: string } | undefined {
  const type = textMap(service.metadata.annotations)[CILIUM_TYPE];
  return type === "ClusterIP"
    ? { firewall: CILIUM_TYPE, does: "opens it to the cluster alone" }
    : undefined;
}

/**
 * How a Service is opened to the outside: by a load balancer, by ports of nodes; empty where it is not.
 *
 * @example
 * ```ts
 * import { frontOf } from "./load_balancer.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const annotations = { "service.cilium.io/type": "NodePort" };
 * const spec = { type: "LoadBalancer" };
 * assertEquals(frontOf({ kind: "Service", metadata: { name: "web", annotations }, spec }), "NodePort");
 * ```
 */
export function frontOf(service: Service): "LoadBalancer" | "NodePort" | "" {
  const type = text(service.spec?.type);
  if (type !== "LoadBalancer" && type !== "NodePort") return "";
  const wanted = textMap(service.metadata.annotations)[CILIUM_TYPE];
  return wanted === "NodePort" ? "NodePort" : type;
}

/** The annotation of a firewall that is on. */
function firewallOf(
  annotations: Readonly<Record<string, string>>,
): { firewall: string; does: string } | undefined {
  const firewall = Object.keys(annotations).find((name) => isFirewall(name, annotations));
  return firewall === undefined ? undefined : { firewall, does: "names a firewall" };
}

/** Annotations that are looked at by what they say. */
const JUDGED: ReadonlySet<string> = new Set([
  ...[OLD_RANGES, RANGES_POLICY, CILIUM_TYPE, ...SOURCES],
  ...[PRIVATE, CHOOSING_AWS, ...Object.values(OPENING)].flatMap(Object.keys),
]);

/** An annotation of a provider's load balancer that keeps somebody out, or that nobody here knows. */
function guardOf(
  annotations: Readonly<Record<string, string>>,
  { harmless }: Pick<Config, "harmless">,
): { firewall: string; does: string; isUnknown?: true } | undefined {
  for (const [firewall, value] of Object.entries(annotations)) {
    if (value.trim() === "" || JUDGED.has(firewall) || namesFirewall(firewall)) continue;
    const known = BALANCER_ANNOTATIONS.of(firewall);
    if (known === "guard" && !isOff(value)) return { firewall, does: "keeps somebody out" };
    if (known !== "unknown" || isExcluded(firewall, harmless)) continue;
    const does = `is not known here, so it may keep somebody out${
      BALANCER_ANNOTATIONS.suggest(firewall)
    }`;
    return { firewall, does, isUnknown: true };
  }
  return undefined;
}

/** Items of an annotation. DigitalOcean's say what kind of source each is. */
function listed(value: string | undefined): string[] {
  return (value ?? "").split(",").map((item) => item.trim().replace(/^(?:ip|cidr):/, ""))
    .filter((item) => item !== "");
}

/** The loopback address that takes in what a network of the machine itself asks for. */
function loopbackOf(source: string): string | undefined {
  const [written, length = "128"] = source.split("/");
  const address = ipAddress(written);
  if (address === "::1") return length === "128" ? address : undefined;
  return address?.startsWith("127.") && /^\d+$/.test(length) && Number(length) >= 8
    ? "127.0.0.1"
    : undefined;
}
