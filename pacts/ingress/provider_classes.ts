/**
 * Classes of providers' load balancers: what the class of an Ingress says for all its routes.
 *
 * @see https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/ingress/ingress_class/
 * @see https://docs.aws.amazon.com/eks/latest/userguide/auto-configure-alb.html
 * @see https://cloud.google.com/kubernetes-engine/docs/how-to/internal-load-balance-ingress
 * @see https://cloud.ibm.com/docs/containers?topic=containers-managed-ingress-setup
 * @see https://tailscale.com/kb/1439/kubernetes-operator-cluster-ingress
 * @module
 */

import type { ConvertContext } from "../context.ts";
import { admitEverybody, isNetwork } from "../ip_address.ts";
import type { Ingress } from "../kubernetes/types.ts";
import { list, mapping, text, texts } from "../read.ts";
import type { AccessRestriction } from "./access.ts";
import { getIngressClass } from "./ingress_class.ts";

type Context = Pick<ConvertContext, "manifests">;

const SCHEME = "alb.ingress.kubernetes.io/scheme";

const GROUP = "alb.ingress.kubernetes.io/group.name";

/** AWS's controller, and the one that EKS has of its own, each with the group of its IngressClassParams. */
const AWS: Readonly<Record<string, string>> = {
  "ingress.k8s.aws/alb": "elbv2.k8s.aws",
  "eks.amazonaws.com/alb": "eks.amazonaws.com",
};

/** Classes that are private by themselves, of Google, IBM and Tailscale; some with the annotation that opens a route of theirs. */
const PRIVATE: Readonly<Record<string, string>> = {
  "gce-internal": "",
  "private-iks-k8s-nginx": "",
  tailscale: "tailscale.com/funnel",
};

/** What restricts the routes of an Ingress by its class's IngressClassParams, which AWS's controller reads. */
export function classParamsGuards(
  manifest: Ingress,
  ctx: Context,
): Omit<AccessRestriction, "guard">[] {
  const params = awsParamsOf(manifest, ctx);
  if (!params) return [];
  if (!params.spec) {
    return [{ annotation: `the IngressClassParams "${params.name}" is not among the manifests` }];
  }
  const { inboundCIDRs, prefixListsIDs, wafv2AclArn, wafv2AclName } = params.spec;
  const of = `of the IngressClassParams "${params.name}"`;
  const networks = texts(inboundCIDRs);
  const isOpen = networks.length === 0 || admitEverybody(networks);
  const areAll = networks.every(isNetwork) && list(prefixListsIDs).length === 0;
  return [
    ...isOpen ? [] : [{ annotation: `inboundCIDRs ${of}`, ...areAll ? { sources: networks } : {} }],
    ...Object.entries({ prefixListsIDs, wafv2AclArn, wafv2AclName })
      .filter(([, value]) => list(value).length > 0 || text(value) !== "")
      .map(([field]) => ({ annotation: `${field} ${of}` })),
  ];
}

/**
 * Why the routes of an Ingress are reached from a private network alone, by its class; empty where they are not, or its own
 * annotation says so.
 *
 * @example
 * ```ts
 * import { privateClass } from "./provider_classes.ts";
 * import { testContext } from "@dekube/engine/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const spec = { ingressClassName: "gce-internal" };
 * const ingress = { kind: "Ingress", metadata: { name: "web" }, spec };
 * assertEquals(privateClass(ingress, testContext([])), 'the class "gce-internal"');
 * ```
 */
export function privateClass(manifest: Ingress, ctx: Context): string {
  const name = getIngressClass(manifest);
  const annotations = mapping(manifest.metadata.annotations);
  if (Object.hasOwn(PRIVATE, name)) {
    return text(annotations[PRIVATE[name]]) === "true" ? "" : `the class "${name}"`;
  }
  if (!isAws(name, ctx) || text(annotations[SCHEME]) !== "") return "";
  const params = awsParamsOf(manifest, ctx);
  const scheme = text(params?.spec?.scheme);
  if (scheme === "internet-facing") return "";
  return scheme === ""
    ? `${SCHEME} is "internal" unless it is written`
    : `scheme of the IngressClassParams "${params!.name}" is ${JSON.stringify(scheme)}`;
}

/** The group of Ingresses that share one load balancer of AWS's; empty where there is none. What the class says counts. */
export function awsGroupOf(manifest: Ingress, ctx: Context): string {
  return text(mapping(awsParamsOf(manifest, ctx)?.spec?.group).name) ||
    text(mapping(manifest.metadata.annotations)[GROUP]).trim();
}

function isAws(name: string, { manifests }: Context): boolean {
  const own = manifests.of("IngressClass")
    .find(({ metadata }) => metadata.name.toLowerCase() === name);
  const controller = text(mapping(own?.spec).controller);
  return Object.hasOwn(AWS, controller) || own === undefined && name === "alb";
}

function awsParamsOf(
  manifest: Ingress,
  { manifests }: Context,
): { name: string; spec?: Record<string, unknown> } | undefined {
  const name = getIngressClass(manifest);
  const own = manifests.of("IngressClass")
    .find(({ metadata }) => metadata.name.toLowerCase() === name);
  const { controller, parameters } = mapping(own?.spec);
  const { kind, name: params } = mapping(parameters);
  if (text(kind) !== "IngressClassParams") return undefined;
  const found = manifests.of(`${groupOf(text(controller))}/IngressClassParams`)
    .find(({ metadata }) => metadata.name === text(params));
  return { name: text(params), ...found ? { spec: mapping(found.spec) } : {} };
}

/** The group of the parameters that a controller reads. */
function groupOf(controller: string): string {
  return Object.hasOwn(AWS, controller) ? AWS[controller] : "elbv2.k8s.aws";
}
