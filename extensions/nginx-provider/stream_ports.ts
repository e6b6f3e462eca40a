/**
 * The ports that connections come in by, and who gets them.
 *
 * @module
 */

import type { StreamRoute } from "@dekube/engine/pacts";
import type { RenderContext } from "@dekube/engine/pacts/proxy";
import type { NginxSettings } from "./settings.ts";

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

/** The port of HTTP, and that of HTTPS. */
export const [HTTP_PORT, HTTPS_PORT] = [80, 443];

/** Where inner ports begin. */
const FIRST_INNER = 8443;

/** The ports of all routes; one that sites have is left out, and said. Settled once for all of nginx.conf. */
export function streamPorts(
  ctx: Pick<RenderContext, "streams" | "sites" | "report">,
  published: Pick<NginxSettings, "http_port" | "https_port">,
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

/** Whether no port of the sites is published where a route's is to be. */
function isFree(
  { port, protocol, upstream, resource }: StreamRoute,
  ofHost: ReadonlyMap<number, string>,
  { report }: Pick<RenderContext, "report">,
): boolean {
  const setting = protocol === "udp" ? undefined : ofHost.get(port);
  if (setting === undefined) return true;
  report(resource).error(
    "unsupported-stream",
    `the route of port ${port} (${protocol}) to ${upstream} is left out: that port of the host is extensions.nginx-provider.${setting}. Give one of them another`,
  );
  return false;
}

function isKept(
  route: StreamRoute,
  has: { http: boolean; https: boolean },
  { sites, report }: Pick<RenderContext, "sites" | "report">,
): boolean {
  const { port, protocol, hosts = [], upstream, proxyProtocol, resource } = route;
  const leftOut = `the route of port ${port} (${protocol}) to ${upstream} is left out`;
  if (protocol === "udp") {
    if (!proxyProtocol) return true;
    report(resource).error(
      "unsupported-stream",
      `${leftOut}: nginx does not speak the PROXY protocol over UDP`,
    );
    return false;
  }
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
