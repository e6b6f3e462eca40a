/**
 * Names of what has the host's network.
 *
 * Docker's own DNS does not know it. Where its Services lead is the host, so the containers that ask are told so.
 *
 * @module
 */

import {
  append,
  type ComposeService,
  extraHosts,
  namespaceOf,
  readExtraHosts,
} from "../../../pacts/mod.ts";
import type { EngineContext } from "../context.ts";
import { fullNames } from "./cluster_domains.ts";

type Services = Record<string, ComposeService>;

/** What Docker takes for the address of the host, by its own bridge. */
const HOST = "host-gateway";

/**
 * Tells services that have a network of their own the names of Services behind which something has the host's: the full
 * ones all of them, the short one those of its namespace.
 */
export function addHostNames(services: Services, ctx: EngineContext): void {
  const onHost = namesOnHost(services);
  if (onHost.size === 0) return;
  const full = new Set<string>();
  const short = new Map<string, string[]>();
  for (const service of ctx.services.values()) {
    if (!ctx.services.composeNames(service).some((name) => onHost.has(name))) continue;
    const { name } = service.metadata;
    const namespace = namespaceOf(service);
    short.set(namespace, [...short.get(namespace) ?? [], name]);
    if (namespace === "") continue;
    for (const known of fullNames(`${name}.${namespace}`, ctx)) full.add(known);
  }
  // Who is told an address of the host may listen there and nowhere else.
  const address = hostAddress(ctx);
  for (const service of Object.values(services)) {
    if (service.network_mode) continue;
    const names = [...full, ...short.get(service.owner?.namespace ?? "") ?? []];
    addHosts(service, names, address);
  }
}

/** What containers with a network of their own are told as the address of the host. */
export function hostAddress({ addresses }: Pick<EngineContext, "addresses">): string {
  return addresses.hostIsAsked ? addresses.subnet?.gateway ?? HOST : HOST;
}

/** Services that have the host's network, or join one that has it: the containers of a pod. */
function namesOnHost(services: Services): Set<string> {
  const onHost = new Set<string>();
  const joined = Map.groupBy(Object.keys(services), (name) => services[name].network_mode ?? "");
  const found = [...joined.get("host") ?? []];
  for (const name of found) {
    if (onHost.has(name)) continue;
    onHost.add(name);
    append(found, joined.get(`service:${name}`) ?? []);
  }
  return onHost;
}

/** What the pod itself says of a name stays. */
function addHosts(service: ComposeService, names: readonly string[], address: string): void {
  if (names.length === 0) return;
  service.extra_hosts = {
    ...Object.fromEntries(names.map((name) => [name, address])),
    ...extraHosts(readExtraHosts(service.extra_hosts)),
  };
}
