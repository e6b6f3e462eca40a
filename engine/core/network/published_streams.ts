/**
 * Routes of connections where the proxy serves HTTP alone: a backend's own port is published in their place.
 *
 * @module
 */

import {
  append,
  type ComposeService,
  type IngressProvider,
  items,
  networkOwner,
  type StreamRoute,
} from "../../../pacts/mod.ts";
import { parseUpstream } from "../../../pacts/ingress/hosts.ts";
import type { EngineContext } from "../context.ts";
import { describeStream, forwardingRemedies } from "../streams.ts";
import { PublishedPorts } from "./published_ports.ts";

type Services = Record<string, ComposeService>;

const [HTTP_PORT, HTTPS_PORT] = [80, 443];

/**
 * Publishes the ports of backends that all connections to a port go to. What would need somebody who tells connections
 * apart is left out, and said. Returns the routes that are kept so.
 */
export function publishStreams(
  services: Services,
  routes: readonly StreamRoute[],
  proxy: Pick<IngressProvider, "name" | "streamsRemedy"> | undefined,
  ctx: EngineContext,
): StreamRoute[] {
  const kept: StreamRoute[] = [];
  const leftOut: LeftOut[] = [];
  const taken = new PublishedPorts(services);
  const lacking = proxy === undefined
    ? "there is no proxy that forwards connections"
    : `the proxy "${proxy.name}" forwards no connections`;
  for (const [port, group] of groups(routes)) {
    const [{ resource }] = group;
    const own = ctx.config.disableIngress ? ownProxysPort(group) : undefined;
    const found = own === undefined ? publish(group, services, taken, ctx) : { refused: own };
    if ("refused" in found) {
      leftOut.push({ group, refused: found.refused });
      continue;
    }
    // Who refuses all connections has said why.
    if (refusesAll(group)) continue;
    append(kept, group);
    if (found.publisher !== undefined) {
      ctx.report(resource).info(
        "published-stream",
        `port ${port} of the host leads straight to the service "${found.publisher}", since ${lacking}`,
      );
    }
  }
  // What each may have in its place is known when all that can be published is.
  const elsewhere = otherPorts(leftOut, services, taken, ctx);
  for (const { group, refused } of leftOut) {
    const remedy = [...remediesFor(group, proxy, ctx), ...items(elsewhere.get(group))].join(", or ")
      .replace(/^./, (letter) => letter.toUpperCase());
    for (const route of group) {
      ctx.report(route.resource).error(
        "unsupported-stream",
        `${
          describeStream(route)
        } is left out: ${lacking}, and the backend's own port can't be published in its place, because ${refused}. ${remedy}`,
      );
    }
  }
  return kept;
}

/** Routes that share a port of the host which can't be published, and why. */
interface LeftOut {
  group: readonly StreamRoute[];
  refused: string;
}

/** Why the port of some routes is not the project's to publish where the user runs the proxy. */
function ownProxysPort([{ port, protocol }]: readonly StreamRoute[]): string | undefined {
  return protocol !== "udp" && (port === HTTP_PORT || port === HTTPS_PORT)
    ? `port ${port} of the host is that of the proxy of your own (disable_ingress)`
    : undefined;
}

/** What the user can do for routes that share a port. No proxy forwards where it answers HTTP. */
function remediesFor(
  [{ port, protocol }]: readonly StreamRoute[],
  proxy: Pick<IngressProvider, "streamsRemedy"> | undefined,
  { config }: EngineContext,
): string[] {
  return port === HTTP_PORT && protocol !== "udp"
    ? ["give the route another port, since that one is HTTP's"]
    : forwardingRemedies(proxy, config);
}

/** Ports of the host from which another is sought are so far from the usual ones: 8443 stands for 443. */
const STEP = 8000;

/**
 * How the user publishes another port, where one backend gets all connections and everybody may come in: by the group
 * of routes. A list in dekube.yaml stands in place of the service's own, so it names all that the service is to have,
 * the other ports of this kind included.
 */
function otherPorts(
  leftOut: readonly LeftOut[],
  services: Services,
  taken: PublishedPorts,
  ctx: EngineContext,
): Map<readonly StreamRoute[], string[]> {
  const holders = new Map<readonly StreamRoute[], string>();
  const ports = new Map<string, string[]>();
  for (const { group } of leftOut) {
    const found = backendOf(addressesOf(group), group, services, ctx);
    if (typeof found === "string" || found.onHost) continue;
    const [{ port, protocol }] = group;
    const suffix = protocol === "udp" ? "/udp" : "";
    const another = [1, 2, 3, 4].map((times) => port + times * STEP)
      .filter((one) => one < 65536)
      .map((one) => `${one}:${found.target}${suffix}`)
      .find((one) => taken.owner(one) === undefined);
    if (another === undefined) continue;
    taken.add(found.holder, another);
    holders.set(group, found.holder);
    const own = items(services[found.holder].ports as string[] | undefined);
    ports.set(found.holder, [...ports.get(found.holder) ?? own, another]);
  }
  const remedies = new Map<readonly StreamRoute[], string[]>();
  for (const [group, holder] of holders) {
    const overrides = `\`overrides: {${holder}: {ports: [${quoted(ports.get(holder)!)}]}}\``;
    const codes = group.flatMap(({ resource }) =>
      resource ? [`unsupported-stream:${resource.kind}/${resource.name}`] : []
    );
    const accept = codes.length > 0 ? `, and \`accept: [${quoted([...new Set(codes)])}]\`` : "";
    remedies.set(group, [
      `publish another port of the host in dekube.yaml (${overrides}${accept})`,
    ]);
  }
  return remedies;
}

/** The items of a list of texts, as YAML has them. */
function quoted(texts: readonly string[]): string {
  return texts.map((text) => JSON.stringify(text)).join(", ");
}

/** Publishes the port of the one backend of some routes, if that is to be done; where it can't be, says why. */
function publish(
  group: readonly StreamRoute[],
  services: Services,
  taken: PublishedPorts,
  ctx: EngineContext,
): { publisher?: string } | { refused: string } {
  if (refusesAll(group)) return {};
  const found = backendOf(addressesOf(group), group, services, ctx);
  if (typeof found === "string") return { refused: found };
  const { holder, target, onHost } = found;
  const [{ port, protocol }] = group;
  const wanted = `${port}:${target}${protocol === "udp" ? "/udp" : ""}`;
  const service = services[holder];
  const ports = items(service.ports as string[] | undefined);
  if (onHost || ports.includes(wanted)) return {};
  const other = taken.owner(wanted);
  if (other !== undefined) {
    return { refused: `the service "${other}" publishes port ${port} of the host already` };
  }
  service.ports = [...ports, wanted];
  taken.add(holder, wanted);
  return { publisher: holder };
}

/** Routes by the port of the host that they share. */
function groups(routes: readonly StreamRoute[]): Map<string, StreamRoute[]> {
  return Map.groupBy(
    routes,
    ({ port, protocol }) => `${port}/${protocol === "udp" ? "udp" : "tcp"}`,
  );
}

/** Where the connections of some routes go; nowhere where some are to be refused. */
function addressesOf(group: readonly StreamRoute[]): Set<string | undefined> {
  return new Set(
    group.flatMap(({ upstream, backends }) => {
      const shares = items(backends).filter(({ weight }) => weight > 0);
      return shares.length === 0 ? [upstream] : shares.map(({ upstream }) => upstream);
    }),
  );
}

/** Whether some routes lead nowhere. */
function refusesAll(group: readonly StreamRoute[]): boolean {
  const addresses = addressesOf(group);
  return addresses.size === 1 && addresses.has(undefined);
}

/** The one backend of routes that share a port; a sentence where there is none that may be reached without a proxy. */
function backendOf(
  [address, ...others]: Iterable<string | undefined>,
  group: readonly StreamRoute[],
  services: Services,
  ctx: EngineContext,
): { holder: string; target: number; onHost: boolean } | string {
  if (address === undefined || others.includes(undefined)) {
    return "some of its connections are to be refused";
  }
  if (others.length > 0) {
    const own = Math.max(...group.map((route) => addressesOf([route]).size));
    return own > 1
      ? "its connections go to several backends"
      : `${group.length} routes share port ${group[0].port}, and not all have one backend`;
  }
  if (group.some(({ tls }) => tls !== undefined)) return "TLS is to end before the backend";
  if (group.some(({ allowedSources }) => allowedSources !== undefined)) {
    return "not everybody may come in";
  }
  if (group.some(({ proxyProtocol }) => proxyProtocol)) return "it waits for the PROXY protocol";
  const { host, port: target } = parseUpstream(address)!;
  const service = ctx.services.find(host, "");
  const names = service ? ctx.services.composeNames(service) : [host];
  if (names.length > 1) return `several services answer to "${host}" (${names.join(", ")})`;
  const [name = ""] = names;
  const holder = Object.hasOwn(services, name) ? networkOwner(services, name) : undefined;
  const onHost = services[name]?.network_mode === "host";
  if (onHost && target === group[0].port) return { holder: name, target, onHost };
  if (holder === undefined || onHost) return `no service of the project has that port to publish`;
  return { holder, target, onHost };
}
