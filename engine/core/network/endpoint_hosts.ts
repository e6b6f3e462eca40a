/**
 * Services that lead to addresses in place of pods: whoever names one finds it among its hosts.
 *
 * @module
 */

import {
  type ComposeService,
  isMapping,
  items,
  list,
  namespaceOf,
  networkOwner,
  type Service,
} from "../../../pacts/mod.ts";
import type { EngineContext } from "../context.ts";
import { Readers, serviceTexts, textFiles } from "./service_texts.ts";

type Services = Record<string, ComposeService>;

/** Gives each service the hosts among its `extra_hosts` that its environment, commands or files name. */
export function addEndpointHosts(services: Services, ctx: EngineContext): void {
  const addresses = new Map<Service, readonly string[]>();
  for (const service of ctx.services.values()) {
    const found = ctx.services.resolve(service)?.addresses;
    if (found) addresses.set(service, found);
  }
  if (addresses.size === 0) return;
  for (const service of addresses.keys()) sayPorts(service, ctx);
  for (const [name, wanted] of wantedBy(services, addresses, ctx)) {
    const owner = networkOwner(services, name);
    if (owner === undefined) continue;
    for (const service of wanted) addHosts(services[owner], service, addresses.get(service)!);
  }
}

/** The Services among some that each Compose service names. */
function wantedBy(
  services: Services,
  among: ReadonlyMap<Service, unknown>,
  ctx: EngineContext,
): Map<string, Set<Service>> {
  const names = new Set([...among.keys()].map(({ metadata }) => metadata.name));
  const wanted = new Map<string, Set<Service>>();
  const note = (reader: string, hosts: Iterable<string>) => {
    for (const host of hosts) {
      const service = ctx.services.find(host, services[reader].owner?.namespace ?? "");
      if (!service || !among.has(service)) continue;
      const known = wanted.get(reader);
      if (known) known.add(service);
      else wanted.set(reader, new Set([service]));
    }
  };
  for (const [name, service] of Object.entries(services)) {
    for (const { text } of serviceTexts(service)) note(name, hostsIn(text, names));
  }
  const readers = new Readers(services);
  for (const [path, content] of textFiles(ctx)) {
    const hosts = hostsIn(content, names);
    if (hosts.size > 0) { for (const reader of readers.of(path)) note(reader, hosts); }
  }
  return wanted;
}

/** What in a text may be a host whose first label is among some names. */
function hostsIn(text: string, names: ReadonlySet<string>): Set<string> {
  const found = new Set<string>();
  for (const [host] of text.matchAll(/[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?/g)) {
    if (names.has(host.split(".", 1)[0])) found.add(host);
  }
  return found;
}

function addHosts(
  compose: ComposeService,
  service: Service,
  [first, ...others]: readonly string[],
): void {
  const { name } = service.metadata;
  const qualified = `${name}.${namespaceOf(service) || "default"}`;
  const hosts = extraHosts(compose);
  for (const host of [name, qualified, `${qualified}.svc`, `${qualified}.svc.cluster.local`]) {
    hosts[host] ??= others.length > 0 ? [first, ...others] : first;
  }
  compose.extra_hosts = hosts;
}

/** Hosts of a service by name; an extension may have written them as a list. */
function extraHosts({ extra_hosts: hosts }: ComposeService): Record<string, unknown> {
  if (isMapping(hosts)) return hosts;
  return Object.fromEntries(
    list(hosts).map((line) => {
      const [, host, address] = /^([^:=]+)[:=](.*)$/.exec(String(line)) ?? ["", String(line), ""];
      return [host, address];
    }),
  );
}

function sayPorts(service: Service, ctx: EngineContext): void {
  for (const { port } of items(service.spec?.ports)) {
    const target = ctx.services.targetPort(service, Number(port));
    if (target === undefined || target === Number(port)) continue;
    ctx.report(service, "spec.ports").warn(
      "endpoint-port",
      `port ${port} leads to port ${target} of what the Endpoints say. URLs get ${target}; where something names host and port apart, put ${target} there yourself`,
    );
  }
}
