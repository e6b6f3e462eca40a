/**
 * The ports that connections come in by, and who gets them.
 *
 * @module
 */

import type { StreamRoute } from "../ingress/stream_route.ts";
import type { SettingValues } from "../settings.ts";
import type { PROXY_SETTINGS } from "./proxy_settings.ts";
import type { RenderContext } from "./render_context.ts";

/** The ports of the host for HTTP and HTTPS. */
export type ProxyPorts = Pick<SettingValues<typeof PROXY_SETTINGS>, "http_port" | "https_port">;

/** A port and the routes of its connections. */
export interface StreamPort {
  /** Its number. */
  port: number;
  /** What it speaks. */
  transport: "tcp" | "udp";
  /** Its routes, each with the port of the container that it has to itself, where names tell them apart. */
  routes: { route: StreamRoute; inner?: number }[];
  /** Port of the container where the sites over HTTPS are, where they share it. */
  https?: number;
}

const [HTTP_PORT, HTTPS_PORT] = [80, 443];

/** What has to be known to settle ports. */
export interface StreamPortsContext extends Pick<RenderContext, "streams" | "sites" | "report"> {
  /** The proxy. */
  readonly profile: Pick<RenderContext["profile"], "extension">;
}

/** Where inner ports begin. */
const FIRST_INNER = 8443;

/**
 * The ports of all routes, for a proxy that settles them once for its whole config. A route whose port the sites have is
 * left out, and that is said.
 *
 * @example
 * ```ts
 * import type { StreamRoute } from "@dekube/engine/pacts";
 * import { sitesOf, streamPorts } from "@dekube/engine/pacts/proxy";
 * import { testContext } from "@dekube/engine/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const ctx = testContext([]);
 * const route: StreamRoute = { protocol: "tls", port: 5432, hosts: ["db.example"], upstream: "db:5432" };
 * const profile = { extension: "plain" };
 * const given = { ...ctx, profile, sites: sitesOf([], ctx), streams: [route] };
 * assertEquals(streamPorts(given, { http_port: 80, https_port: 443 }), [
 *   { port: 5432, transport: "tcp", routes: [{ route, inner: 8443 }] },
 * ]);
 * ```
 */
export function streamPorts(
  ctx: StreamPortsContext,
  published: ProxyPorts,
): StreamPort[] {
  const { streams, sites } = ctx;
  const has = {
    http: sites.size > 0,
    https: [...sites].some(({ protocol }) => protocol === "https"),
  };
  const ofHost = new Map([
    ...(has.http ? [[published.http_port, "http_port"] as const] : []),
    ...(has.https && published.https_port !== HTTPS_PORT
      ? [[published.https_port, "https_port"] as const]
      : []),
  ]);
  const kept = streams.filter((route) => isKept(route, has, ctx) && isFree(route, ofHost, ctx));
  const taken = new Set(streams.map(({ port }) => port));
  let next = FIRST_INNER;
  const inner = () => {
    while (taken.has(next)) next++;
    return next++;
  };
  const groups = Map.groupBy(
    kept,
    ({ port, protocol }) => `${port} ${protocol === "udp" ? "udp" : "tcp"}`,
  );
  return [...groups.values()].map((routes): StreamPort => {
    const [{ port, protocol }] = routes;
    const sharesHttps = port === HTTPS_PORT && protocol !== "udp" && has.https;
    const isShared = sharesHttps || routes.some(({ hosts = [] }) => hosts.length > 0);
    return {
      port,
      transport: protocol === "udp" ? "udp" : "tcp",
      ...(sharesHttps ? { https: inner() } : {}),
      routes: routes.map((route) => ({ route, ...(isShared ? { inner: inner() } : {}) })),
    };
  });
}

/**
 * The ports that a proxy's service publishes: those of its sites, and those of connections; one of HTTPS that both share
 * is there once.
 *
 * @example
 * ```ts
 * import { publishedPorts } from "@dekube/engine/pacts/proxy";
 * import { assertEquals } from "@std/assert";
 *
 * const ports = [{ port: 443, transport: "tcp", routes: [] }, { port: 53, transport: "udp", routes: [] }] as const;
 * assertEquals(
 *   publishedPorts(["80:80", "8443:443"], ports.map((port) => ({ ...port, routes: [] })), { https_port: 8443 }),
 *   ["80:80", "8443:443", "53:53/udp"],
 * );
 * ```
 */
export function publishedPorts(
  ofSites: readonly string[],
  ports: readonly StreamPort[],
  { https_port }: Pick<ProxyPorts, "https_port">,
): string[] {
  return [
    ...new Set([
      ...ofSites,
      ...ports.map(({ port, transport }) =>
        `${port === HTTPS_PORT ? https_port : port}:${port}${transport === "udp" ? "/udp" : ""}`
      ),
    ]),
  ];
}

/** Whether no port of the sites is published where a route's is to be. */
function isFree(
  { port, protocol, upstream, resource }: StreamRoute,
  ofHost: ReadonlyMap<number, string>,
  { report, profile }: StreamPortsContext,
): boolean {
  const setting = protocol === "udp" ? undefined : ofHost.get(port);
  if (setting === undefined) return true;
  report(resource).error(
    "unsupported-stream",
    `the route of port ${port} (${protocol}) to ${upstream} is left out: that port of the host is extensions.${profile.extension}.${setting}. Give one of them another`,
  );
  return false;
}

function isKept(
  route: StreamRoute,
  has: { http: boolean; https: boolean },
  { sites, report }: StreamPortsContext,
): boolean {
  const { port, protocol, hosts = [], upstream, resource } = route;
  const leftOut = `the route of port ${port} (${protocol}) to ${upstream} is left out`;
  if (protocol === "udp") return true;
  if (port === HTTP_PORT && has.http) {
    report(resource).error(
      "unsupported-stream",
      `${leftOut}: port ${port} is that of HTTP. Give the route another port`,
    );
    return false;
  }
  if (port !== HTTPS_PORT || !has.https) return true;
  if (hosts.length === 0 && sites.get("", "https")) {
    report(resource).error(
      "unsupported-stream",
      `${leftOut}: what no name is for on port ${port} is served over HTTPS by a route for any host. Give the route names, or another port`,
    );
    return false;
  }
  const hidden = hosts.filter((host) => sites.get(host, "https"));
  if (hidden.length > 0) {
    report(resource).warn(
      "hidden-site",
      `connections to ${
        hidden.join(", ")
      } on port ${port} go to ${upstream} as they are, so what is served there over HTTPS is never reached`,
    );
  }
  return true;
}
