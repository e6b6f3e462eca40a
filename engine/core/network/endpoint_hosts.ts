/**
 * Services that lead to addresses in place of pods: whoever names one finds it among its hosts.
 *
 * @module
 */

import {
  type ComposeService,
  extraHosts,
  hostsOwner,
  items,
  namespaceOf,
  readExtraHosts,
  type Service,
} from "../../../pacts/mod.ts";
import { isHeadless } from "../../../pacts/kubernetes/mod.ts";
import type { EngineContext } from "../context.ts";
import { fullNames } from "./cluster_domains.ts";
import { Readers, serviceTexts, textFiles } from "./service_texts.ts";

type Services = Record<string, ComposeService>;

/** What a Service leads to, by the label before its name that means one endpoint alone; all of it without one. */
type Targets = ReadonlyMap<string, readonly string[]>;

/** Gives each service the hosts among its `extra_hosts` that its environment, commands or files name. */
export function addEndpointHosts(services: Services, ctx: EngineContext): void {
  const targets = new Map<Service, Targets>();
  for (const service of ctx.services.values()) {
    const { addresses, members = [], externalName } = ctx.services.resolve(service) ?? {};
    if (addresses) targets.set(service, new Map([["", addresses], ...members]));
    if (addresses || externalName !== undefined) sayPorts(service, ctx);
  }
  if (targets.size === 0) return;
  for (const [name, wanted] of wantedBy(services, targets, ctx)) {
    const owner = hostsOwner(services, name);
    if (owner === undefined) continue;
    for (const [service, members] of wanted) {
      for (const member of members) {
        addHosts(services[owner], service, member, targets.get(service)!.get(member)!, ctx);
      }
    }
  }
}

/** The Services among some that each Compose service names, and the members of them; the empty one is the Service itself. */
function wantedBy(
  services: Services,
  among: ReadonlyMap<Service, Targets>,
  ctx: EngineContext,
): Map<string, Map<Service, Set<string>>> {
  const names = new Set([...among.keys()].map(({ metadata }) => metadata.name));
  const wanted = new Map<string, Map<Service, Set<string>>>();
  const note = (reader: string, hosts: Iterable<string>) => {
    const namespace = services[reader].owner?.namespace ?? "";
    for (const host of hosts) {
      const [member] = host.split(".", 1);
      want(reader, "", ctx.services.find(host, namespace));
      want(reader, member, ctx.services.find(host.slice(member.length + 1), namespace));
    }
  };
  const want = (reader: string, member: string, service: Service | undefined) => {
    if (!service || !among.get(service)?.has(member)) return;
    const known = wanted.get(reader) ?? new Map<Service, Set<string>>();
    wanted.set(reader, known.set(service, (known.get(service) ?? new Set()).add(member)));
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

/** What in a text may be a host whose first or second label is among some names. */
function hostsIn(text: string, names: ReadonlySet<string>): Set<string> {
  const found = new Set<string>();
  for (const [host] of text.matchAll(/[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?/g)) {
    if (host.split(".", 2).some((label) => names.has(label))) found.add(host);
  }
  return found;
}

function addHosts(
  compose: ComposeService,
  service: Service,
  member: string,
  [first, ...others]: readonly string[],
  ctx: EngineContext,
): void {
  const name = member === "" ? service.metadata.name : `${member}.${service.metadata.name}`;
  const qualified = `${name}.${namespaceOf(service) || "default"}`;
  const hosts = extraHosts(readExtraHosts(compose.extra_hosts));
  for (const host of [name, ...fullNames(qualified, ctx).toReversed()]) {
    hosts[host] ??= others.length > 0 ? [first, ...others] : first;
  }
  compose.extra_hosts = hosts;
}

/** The ports of a headless Service mean nothing: who asks for it gets addresses, and uses the port that it knows. */
function sayPorts(service: Service, ctx: EngineContext): void {
  if (isHeadless(service)) return;
  for (const { port } of items(service.spec?.ports)) {
    const target = ctx.services.targetPort(service, Number(port));
    if (target === undefined || target === Number(port)) continue;
    ctx.report(service, "spec.ports").warn(
      "endpoint-port",
      `port ${port} leads to port ${target} of what the Endpoints say. URLs get ${target}; where something names host and port apart, put ${target} there yourself`,
    );
  }
}
