/**
 * From where a user may connect.
 *
 * In a cluster that is what the resource says, and the pods of the installation itself. Pods have private addresses
 * there, and so have containers here, but others: who lets the cluster's pods in by their network lets the project's
 * containers in, which are known by the names that Docker's DNS gives their addresses.
 *
 * @module
 */

import { type ControllerContext, namespaceOf, type ObjectIndex } from "@dekube/engine/pacts";
import { admitEverybody } from "@dekube/engine/pacts/ingress";
import { ipAddress } from "@dekube/engine/pacts/kubernetes";
import { matchRegex } from "@dekube/engine/pacts/regex";
import type { Installation } from "./installation.ts";
import { expanded } from "./names.ts";
import type { OperatorSetup } from "./operator.ts";
import { type Option, valuesOf } from "./options.ts";

/** Who may connect, beside whom the resource names. */
export interface Networks {
  /** Addresses and networks. */
  ip: readonly string[];
  /** Names of hosts. */
  host: readonly string[];
  /** What names of hosts look like. */
  host_regexp: readonly string[];
}

/** Who may connect as a user, beside whom the resource names. */
export function networksOf(
  user: { name: string; isOperator: boolean; isDefault: boolean },
  { own, pattern }: { own: readonly string[]; pattern: Option | undefined },
  installation: Installation,
  { setup, objects }: { setup: OperatorSetup; objects: ObjectIndex },
  ctx: ControllerContext,
): Networks {
  const { cr, clusters, macros } = installation;
  const path = `spec.configuration.users.${user.name}/networks`;
  const addresses = user.isOperator ? ["127.0.0.1"] : setup.user.addresses;
  const host_regexp = user.isOperator || pattern
    ? []
    : [expanded(setup.hostPattern, { ...macros, namespace: macros.namespace || "default" })];
  // To the server addresses of IPv4 are some of IPv6.
  const isOpen = own.some((one) => admitEverybody([one]));
  if (!isOpen && own.some(isPodNetwork)) host_regexp.push(containerPattern(ctx));
  else if (!isOpen && own.length > 0 && !own.every(isLoopback)) {
    ctx.report(cr, `${path}/ip`).warn(
      "no-client-network",
      `"${user.name}" may connect from these addresses alone, where no container of the project is. Name a network that the cluster's pods are in (10.0.0.0/8), and the project's containers are let in as well`,
    );
  }
  const named = pattern ? hostsLike(valuesOf(pattern), objects) : [];
  if (pattern && named.length === 0 && !isOpen && !own.some(isPodNetwork)) {
    ctx.report(cr, `${path}/host_regexp`).warn(
      "no-client-network",
      `"${user.name}" may connect from hosts of these names alone, which no Service of the manifests has: containers are called as "shop-web-1.shop_default" here. Name a network that the cluster's pods are in (10.0.0.0/8) in networks/ip, or the Services in networks/host`,
    );
  }
  return {
    ip: addresses,
    host: user.isOperator ? [] : pattern
      ? named
      // The servers of one installation know each other by these names.
      : clusters.length < 2
      ? []
      : clusters.map(({ server }) => server.service),
    host_regexp,
  };
}

/** More Services than these are not tried. */
const MOST_SERVICES = 500;

/**
 * Services whose pods a pattern lets in: in a cluster the name of a pod's address is one below its Service's. Here that of
 * the Service leads to the containers.
 */
function hostsLike(patterns: readonly string[], objects: ObjectIndex): string[] {
  return objects.of("Service").slice(0, MOST_SERVICES).flatMap((service) => {
    const { name } = service.metadata;
    const namespace = namespaceOf(service) || "default";
    const host = `${name}.${namespace}.svc.cluster.local`;
    return patterns.some((one) => matchRegex(one, `10-0-0-1.${host}`)) ? [host] : [];
  });
}

/** The names that Docker's DNS gives the addresses of the project's containers: `shop-web-1.shop_default`. */
function containerPattern({ config }: Pick<ControllerContext, "config">): string {
  const quoted = (name: string) => name.replace(/[^A-Za-z0-9_-]/g, "\\$&");
  if (config.network !== "") return `^.+\\.${quoted(config.network)}$`;
  const project = config.name === "" ? "[a-z0-9][a-z0-9_-]*" : quoted(config.name.toLowerCase());
  return `^[^.]+\\.${project}_(default|ns-[^.]+)$`;
}

/** Networks that clusters give their pods: private ones, and no smaller than a cluster needs. */
function isPodNetwork(network: string): boolean {
  const [written, prefix = ""] = network.split("/");
  const address = ipAddress(written);
  const length = Number(prefix);
  if (address === undefined || !/^\d+$/.test(prefix)) return false;
  if (address.includes(":")) return /^f[cd]/.test(address) && length <= 64;
  const [first, second] = address.split(".").map(Number);
  const isPrivate = first === 10 || (first === 172 && second >= 16 && second < 32) ||
    (first === 192 && second === 168) || (first === 100 && second >= 64 && second < 128);
  return isPrivate && length <= 16;
}

function isLoopback(network: string): boolean {
  return /^(?:127\.|::1(?:\/128)?$)/.test(network);
}
