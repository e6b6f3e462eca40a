/**
 * Annotations by which providers' load balancers are kept private, or keep somebody out. What names an address, a pool of
 * addresses or a network to announce them in (MetalLB, kube-vip, PureLB, OpenELB, Cilium's LB IPAM) does neither.
 *
 * @module
 */

import { isMapping, list, mapping, mappings, text } from "../read.ts";

const BETA = "service.beta.kubernetes.io/";

/** A value that Go takes for true. */
const YES = /^(?:1|t|true)$/i;

/** A value that Go takes for false. */
const NO = /^(?:0|f|false)$/i;

/** Tells of an annotation's value whether it says what is asked. */
export type Says = (value: string) => boolean;

const is = (pattern: RegExp): Says => (value) => pattern.test(value.trim());

/** Annotations that keep a load balancer in a private network, by provider, with the values that do. */
export const PRIVATE: Readonly<Record<string, Says>> = {
  // Alibaba Cloud, by its new name and its old one.
  [`${BETA}alibaba-cloud-loadbalancer-address-type`]: is(/^intranet$/i),
  [`${BETA}alicloud-loadbalancer-address-type`]: is(/^intranet$/i),
  // AWS
  [`${BETA}aws-load-balancer-internal`]: is(/^(?!false$)./i),
  [`${BETA}aws-load-balancer-scheme`]: is(/^internal$/i),
  // Azure
  [`${BETA}azure-load-balancer-internal`]: is(YES),
  // Baidu
  [`${BETA}cce-load-balancer-internal-vpc`]: is(YES),
  // Deckhouse, for Yandex Cloud
  "yandex.cpi.flant.com/loadbalancer-internal": is(YES),
  "yandex.cpi.flant.com/loadbalancer-external": is(NO),
  // DigitalOcean
  [`${BETA}do-loadbalancer-network`]: is(/^internal$/i),
  // Google
  "cloud.google.com/load-balancer-type": is(/^internal$/i),
  "networking.gke.io/load-balancer-type": is(/^internal$/i),
  // Hetzner
  "load-balancer.hetzner.cloud/disable-public-network": is(YES),
  // Huawei, and who runs its software
  "kubernetes.io/elb.autocreate": (value) => text(parsed(value).type) === "inner",
  // IBM
  "service.kubernetes.io/ibm-load-balancer-cloud-provider-ip-type": is(/^private$/i),
  // NAVER
  [`${BETA}ncloud-load-balancer-internal`]: is(YES),
  // OpenStack, OVH
  [`${BETA}openstack-internal-load-balancer`]: is(YES),
  // Oracle
  [`${BETA}oci-load-balancer-internal`]: is(YES),
  "oci-network-load-balancer.oraclecloud.com/internal": is(YES),
  // Outscale
  [`${BETA}osc-load-balancer-internal`]: is(YES),
  // Scaleway
  [`${BETA}scw-loadbalancer-private`]: is(YES),
  // STACKIT, by its new name and its old one.
  "lb.stackit.cloud/internal-lb": is(YES),
  "yawol.stackit.cloud/internalLB": is(YES),
  // Tencent
  "service.kubernetes.io/qcloud-loadbalancer-internal-subnetid": is(/./),
  // UpCloud
  [`${BETA}upcloud-load-balancer-config`]: isOfPrivateNetworks,
  // VNG
  "vks.vngcloud.vn/scheme": is(/^(?:internal|intervpc)$/i),
  // Volcengine
  [`${BETA}volcengine-loadbalancer-address-type`]: is(/^private$/i),
  // Yandex Cloud
  "yandex.cloud/load-balancer-type": is(/^internal$/i),
};

/** Providers of which some load balancers are private unless an annotation says otherwise. */
type Provider = "aws" | "gke" | "tailscale";

/**
 * Classes (`spec.loadBalancerClass`) whose load balancers are private by themselves: of AWS's controller, of EKS, which has one
 * of its own, of GKE.
 *
 * @see https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/service/nlb/
 * @see https://docs.aws.amazon.com/eks/latest/userguide/auto-configure-nlb.html
 * @see https://cloud.google.com/kubernetes-engine/docs/concepts/service-load-balancer-parameters
 */
export const PRIVATE_CLASSES: Readonly<Record<string, Provider>> = {
  "service.k8s.aws/nlb": "aws",
  "eks.amazonaws.com/nlb": "aws",
  "networking.gke.io/l4-regional-internal": "gke",
  "networking.gke.io/l4-regional-internal-legacy": "gke",
  tailscale: "tailscale",
};

/** What leaves a Service to AWS's controller without a class. */
export const CHOOSING_AWS: Readonly<Record<string, Says>> = {
  [`${BETA}aws-load-balancer-type`]: is(/^(?:external|nlb-ip)$/),
};

/** Annotations that open such load balancers. */
export const OPENING: Readonly<Record<Provider, Readonly<Record<string, Says>>>> = {
  aws: {
    [`${BETA}aws-load-balancer-scheme`]: is(/^internet-facing$/),
    [`${BETA}aws-load-balancer-internal`]: is(NO),
  },
  gke: {},
  tailscale: { "tailscale.com/funnel": is(/^true$/) },
};

/** Annotations that name who may come in, separated by commas. */
export const SOURCES: readonly string[] = [
  `${BETA}azure-allowed-ip-ranges`,
  `${BETA}azure-allowed-service-tags`,
  `${BETA}do-loadbalancer-allow-rules`,
  `${BETA}ovh-loadbalancer-allowed-sources`,
];

/** Annotations that name a provider's firewall, or hold its rules: they say who may come in, in forms of their own. */
const FIREWALL =
  /[/.-](?:acl(?:-config)?(?:-ids?|-status)?|firewall(?:-acl|-id|-rules)?|deny-rules|(?<!content-)security-policy|security-group-prefix-lists|(?<!(?:backend|extra|manage)-)security-groups?)$/;

/** Whether a value says that there is none. */
export function isOff(value = ""): boolean {
  return ["", "off", "false", "none"].includes(value.trim().toLowerCase());
}

/** Whether an annotation is about a firewall. */
export function namesFirewall(name: string): boolean {
  return FIREWALL.test(name);
}

/** Whether an annotation names a firewall that is on, or holds its rules. */
export function isFirewall(
  name: string,
  annotations: Readonly<Record<string, string>>,
): boolean {
  const status = name.replace(/-ids?$/, "-status");
  return namesFirewall(name) && !isOff(annotations[name]) &&
    !(status in annotations && isOff(annotations[status]));
}

/** Whether UpCloud's settings put all who come into private networks. Without any there is a public one. */
function isOfPrivateNetworks(value: string): boolean {
  const { networks, frontends } = parsed(value);
  const types = new Map(
    mappings(networks).map(({ name, type }) => [text(name), text(type).toLowerCase()]),
  );
  const named = mappings(frontends).flatMap(({ networks }) => mappings(networks))
    .map(({ name }) => types.get(text(name)));
  const counting = named.length > 0 ? named : [...types.values()];
  return list(networks).length > 0 && counting.every((type) => type === "private");
}

function parsed(value: string): Record<string, unknown> {
  try {
    const found: unknown = JSON.parse(value);
    return isMapping(found) ? mapping(found) : {};
  } catch {
    return {};
  }
}
