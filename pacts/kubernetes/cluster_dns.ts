/**
 * The cluster's DNS server as an address, for which Docker has one of its own.
 *
 * @module
 */

/** Docker's DNS server, as every container of a network of its own sees it. */
export const DOCKER_DNS = "127.0.0.11";

/** A port behind it that is not a name server's: metrics, for instance. */
const OTHER_PORT = String.raw`:(?!53(?!\d))\d`;

/** Names that distributions give the Service, or its pods'. */
const NAME = new RegExp(
  String
    .raw`(?<![\w.-])(?:kube-dns|[\w-]*coredns)\.kube-system(?:\.svc(?:\.[a-z0-9][a-z0-9-]*)*)?(?:\.(?!\w))?(?![\w.-]|${OTHER_PORT})`,
  "g",
);

/**
 * Addresses that installers give it: kubeadm and minikube, k3s, EKS (two), OpenShift, microk8s, kubespray, GKE's
 * and Kubernetes' own cache on the node. AKS' (10.0.0.10) is too often some other server's.
 */
const ADDRESSES: readonly string[] = [
  "10.96.0.10",
  "10.43.0.10",
  "172.20.0.10",
  "10.100.0.10",
  "172.30.0.10",
  "10.152.183.10",
  "10.233.0.3",
  "169.254.20.10",
];

const ADDRESS = new RegExp(
  `(?<![\\w.-])(?:${ADDRESSES.join("|").replaceAll(".", "\\.")})(?![\\w-]|\\.\\w|/|${OTHER_PORT})`,
  "g",
);

/** Words that say that an address is a DNS server's. */
const RESOLVER = /(?:resolver|nameserver|dns|nslookup|\bdig\b)[^\n]*(?:\n\s*(?:-\s*)?["']?)?$/i;

/** How much of the text before an address is looked at. */
const LEAD = 120;

/**
 * Whether an address is the cluster's DNS server in some cluster.
 *
 * @example
 * ```ts
 * import { isClusterDns } from "@dekube/engine/pacts/kubernetes";
 * import { assert, assertFalse } from "@std/assert";
 *
 * assert(isClusterDns("10.96.0.10"));
 * assertFalse(isClusterDns("1.1.1.1"));
 * ```
 */
export function isClusterDns(address: string): boolean {
  return ADDRESSES.includes(address);
}

/**
 * A text in which the cluster's DNS server is Docker's. Its names are put right wherever they stand, its usual addresses
 * where the text, or the `key` that it is the value of, says that a DNS server is meant. What else it answers to, at
 * other ports, Docker's does not.
 *
 * @example
 * ```ts
 * import { rewriteClusterDns } from "@dekube/engine/pacts/kubernetes";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(
 *   rewriteClusterDns("resolver kube-dns.kube-system.svc.cluster.local valid=5s;"),
 *   "resolver 127.0.0.11 valid=5s;",
 * );
 * assertEquals(rewriteClusterDns("nameserver 10.96.0.10"), "nameserver 127.0.0.11");
 * assertEquals(rewriteClusterDns("nslookup web 10.96.0.10"), "nslookup web 127.0.0.11");
 * assertEquals(rewriteClusterDns("host 10.96.0.10"), "host 10.96.0.10");
 * assertEquals(rewriteClusterDns("10.96.0.10", "DNS_SERVER"), "127.0.0.11");
 * assertEquals(rewriteClusterDns("kube-dns.kube-system.svc:53"), "127.0.0.11:53");
 * assertEquals(rewriteClusterDns("kube-dns.kube-system.svc.k8s.corp"), "127.0.0.11");
 * const metrics = "http://kube-dns.kube-system.svc:9153/metrics";
 * assertEquals(rewriteClusterDns(metrics), metrics);
 * ```
 */
export function rewriteClusterDns(text: string, key = ""): string {
  const named = text.includes(".kube-system") ? text.replace(NAME, DOCKER_DNS) : text;
  if (!named.includes(".10") && !named.includes("10.233.0.3")) return named;
  return named.replace(ADDRESS, (address, offset: number) => {
    const lead = `${key} ${named.slice(Math.max(0, offset - LEAD), offset)}`;
    return RESOLVER.test(lead) ? DOCKER_DNS : address;
  });
}
