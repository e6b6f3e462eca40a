/**
 * Checks the routes of connections, so that a proxy gets sound ones alone.
 *
 * @module
 */

import {
  type Config,
  type IngressEntry,
  type IngressProvider,
  items,
  type ResourceId,
  type StreamRoute,
  text,
} from "../../pacts/mod.ts";
import { type Guard, isHostPattern, isNetwork } from "../../pacts/ingress/mod.ts";
import type { AccessRestriction } from "../../pacts/ingress/access.ts";
import { parseUpstream } from "../../pacts/ingress/hosts.ts";
import type { EngineContext } from "./context.ts";

/** The routes that can be kept as they are meant, each name of a port in one route; of the others it is said. */
export function soundStreams(
  routes: readonly StreamRoute[],
  ctx: Pick<EngineContext, "report">,
): StreamRoute[] {
  const owners = new Map<string, StreamRoute>();
  return routes.flatMap((route) => {
    const { port, protocol, resource } = route;
    const reporter = ctx.report(resource);
    const problem = problemOf(route);
    if (problem !== undefined) {
      reporter.error("bad-stream", `${describeStream(route)} is left out: ${problem}`);
      return [];
    }
    const transport = protocol === "udp" ? "udp" : "tcp";
    const free = namesOf(route).filter((name) => {
      const key = `${port}/${transport}/${name}`;
      const owner = owners.get(key);
      if (!owner) owners.set(key, route);
      else if (!leadsAlike(owner, route)) {
        const by = owner.resource
          ? `the ${owner.resource.kind} "${owner.resource.name}"`
          : "another route";
        reporter.error(
          "duplicate-stream",
          `${describeStream(route)} is left out${
            name === "" ? "" : ` for ${name}`
          }: connections to it go to ${owner.upstream} by ${by}. Give one of them another port`,
        );
      }
      return !owner;
    });
    if (free.length === 0) return [];
    const hosts = free.filter((name) => name !== "");
    const { hosts: _, ...rest } = route;
    return [{ ...rest, ...(hosts.length > 0 ? { hosts } : {}) }];
  });
}

/** The names of a route; the empty one for those that none is for. */
function namesOf({ hosts }: StreamRoute): string[] {
  const names = items(hosts).map((host) => host.toLowerCase());
  return names.length === 0 ? [""] : [...new Set(names)];
}

/** The routes for a proxy that forwards no connections: those that HTTPS stands in for are left to it, and it is said. */
export function withoutFallback(
  routes: readonly StreamRoute[],
  proxy: Pick<IngressProvider, "name" | "streamsRemedy">,
  ctx: Pick<EngineContext, "report" | "config">,
): StreamRoute[] {
  const remedy = `To have it pass through, ${forwardingRemedies(proxy, ctx.config).join(", or ")}`;
  return routes.filter((route) => {
    if (route.fallback === undefined) return true;
    sayEnded(route, `the proxy "${proxy.name}" forwards no connections`, remedy, ctx);
    return false;
  });
}

/**
 * What the user can do to have connections forwarded that a proxy does not forward. What a proxy is set to is of no use
 * where it does not run.
 */
export function forwardingRemedies(
  proxy: Pick<IngressProvider, "streamsRemedy"> | undefined,
  { disableIngress }: Pick<Config, "disableIngress">,
): string[] {
  if (disableIngress) {
    return [
      "add `--extension nginx-provider` where the proxy of your own is an nginx",
      "write the route into your own proxy",
    ];
  }
  return [
    ...(proxy?.streamsRemedy === undefined ? [] : [proxy.streamsRemedy]),
    "add `--extension nginx-provider`, whose proxy can",
  ];
}

function sayEnded(
  { hosts, resource }: StreamRoute,
  why: string,
  remedy: string,
  ctx: Pick<EngineContext, "report" | "config">,
): void {
  const served = ctx.config.https === "off"
    ? 'With "https: off" it is served over HTTP alone'
    : "It ends at the proxy, with a certificate that is the proxy's";
  ctx.report(resource).warn(
    "unsupported-passthrough",
    `TLS of ${
      items(hosts).join(", ") || "any host"
    } does not pass through to the backend, because ${why}. ${served}, and the backend is spoken to by HTTPS in turn. ${remedy}`,
  );
}

/** Routes of requests without what connections that are kept take from them: HTTPS of their hosts. */
export function besideStreams(
  entries: readonly IngressEntry[],
  streams: readonly StreamRoute[],
  ctx: Pick<EngineContext, "report">,
): IngressEntry[] {
  const passed = new Map(
    streams.filter(({ fallback }) => fallback !== undefined).flatMap((route) =>
      namesOf(route).map((name) => [placeOf(name, route.resource), route])
    ),
  );
  return entries.map((entry) => {
    const stream = passed.get(placeOf(entry.host, entry.resource));
    if (!stream) return entry;
    if (entry.upstream !== stream.upstream) {
      ctx.report(entry.resource).warn(
        "hidden-path",
        `${entry.host}${entry.path} over HTTPS does not reach ${entry.upstream}: paths can't be told apart within TLS, so all of it passes through to ${stream.upstream}`,
      );
    }
    return withoutHttps(entry);
  });
}

function placeOf(host: string, { kind, namespace, name }: Partial<ResourceId> = {}): string {
  return JSON.stringify([host.toLowerCase(), kind, namespace, name]);
}

/** HTTP is served, or sent on, as it was. */
function withoutHttps(entry: IngressEntry): IngressEntry {
  const { tls, protocols } = entry;
  if (protocols === undefined) {
    return tls === undefined
      ? entry
      : { ...entry, protocols: [], httpsRedirect: entry.httpsRedirect ?? 308 };
  }
  return { ...entry, protocols: protocols.filter((protocol) => protocol !== "https") };
}

/** A route in a sentence: `the route of port 5432 (tls, db.example) to db:5432`. */
export function describeStream({ port, protocol, hosts, upstream }: StreamRoute): string {
  const kind = [protocol, ...items(hosts)].join(", ");
  return `the route of port ${port} (${kind}) to ${upstream}`;
}

function problemOf(route: StreamRoute): string | undefined {
  const { protocol, port, upstream, backends, allowedSources, tls, fallback } = route;
  if (!["tcp", "udp", "tls"].includes(protocol)) {
    return `its protocol is ${JSON.stringify(protocol)}; expected "tcp", "udp" or "tls"`;
  }
  if (!(Number.isInteger(port) && port >= 1 && port <= 65535)) {
    return "its port is none; expected a number from 1 to 65535";
  }
  const odd = [upstream, ...items(backends).flatMap(({ upstream }) => upstream ?? [])]
    .find((address) => !parseUpstream(text(address)));
  if (odd !== undefined) return `${JSON.stringify(odd)} is not a host and a port`;
  const bad = namesOf(route).find((name) => name !== "" && !isHostPattern(name));
  if (bad !== undefined) return `${JSON.stringify(bad)} is not a host name`;
  if (protocol !== "tls" && (tls !== undefined || items(route.hosts).length > 0)) {
    return `connections of ${protocol} have no names and no certificate; expected the protocol "tls"`;
  }
  if (fallback !== undefined && (protocol !== "tls" || port !== 443)) {
    return "HTTPS stands in for TLS on port 443 alone (fallback)";
  }
  const open = allowedSources !== undefined &&
    (allowedSources.length === 0 || !allowedSources.every(isNetwork));
  return open
    ? "who may come in is restricted, and not by networks that can be read (allowedSources)"
    : undefined;
}

/** Whether two routes of one name do the same with a connection. */
function leadsAlike(one: StreamRoute, other: StreamRoute): boolean {
  const text = (route: StreamRoute) =>
    JSON.stringify({ ...route, hosts: undefined, resource: undefined });
  return text(one) === text(other);
}

/** The routes of an object whose restrictions they keep: by networks alone, since nothing else of a connection is known. */
export function keptStreams(
  routes: readonly StreamRoute[],
  restrictions: readonly AccessRestriction[],
  ctx: Pick<EngineContext, "report" | "config">,
): StreamRoute[] {
  return routes.filter((route) => {
    const keeps = (guard: Guard) =>
      guard === "allowedSources" && route.allowedSources !== undefined;
    const unkept = restrictions.filter(({ guard }) => !keeps(guard));
    if (unkept.length === 0) return true;
    if (route.fallback !== undefined) {
      const asked = [...new Set(unkept.map(({ annotation }) => annotation))].join(", ");
      const why = `who may come in is restricted by what is in requests (${asked})`;
      const remedy =
        `To have it pass through, take ${asked} off, and have the backend ask for that itself`;
      sayEnded(route, why, remedy, ctx);
      return false;
    }
    ctx.report(route.resource).error(
      "access-denied",
      `${
        describeStream(route)
      } is left out, because who may come in is restricted and that can't be kept where the proxy does not see requests: ${
        [...new Set(unkept.map(({ annotation }) => annotation))].join(", ")
      }. Have the proxy end TLS, or serve it by a proxy of your own`,
    );
    return false;
  });
}
