/**
 * Routes of connections: nginx's `stream` block.
 *
 * A connection of TLS says in its first message which host it is for, so names of one port are told apart without a
 * certificate. Each such route is a server of its own on the loopback interface, which is told by the PROXY protocol who
 * the client is; so it may let networks in, end TLS, and so on, as a route that has its port to itself may.
 *
 * @module
 */

import type { Config, StreamRoute } from "@dekube/engine/pacts";
import type { StreamShare } from "@dekube/engine/pacts/ingress";
import type { StreamPort, TlsPair } from "@dekube/engine/pacts/proxy";
import { block, type Line } from "./blocks.ts";
import { RESOLVER, tlsVersions } from "./server_lines.ts";
import { shareLines } from "./shares.ts";

const TIMEOUT = "proxy_timeout 1h";

/**
 * Where the server of a shared port speaks from to those behind it. They believe nobody else who the client is: a route
 * of connections may lead to them by a name that means this machine, and comes from 127.0.0.1.
 */
export const SHARED_FROM = "127.0.0.2";

/** A side that has said all waits for what the other has to say. */
const CONNECTION: readonly string[] = [TIMEOUT, "proxy_half_close on"];

/** What an nginx of the user's own, which others share, says itself. Host names may be long, and many. */
const SETTINGS: readonly Line[] = [
  "map_hash_bucket_size 512",
  "map_hash_max_size 8192",
  "variables_hash_max_size 4096",
];

/** The block for all ports; none where there are none. */
export function streamLines(
  ports: readonly StreamPort[],
  certificateOf: (route: StreamRoute) => TlsPair | undefined,
  httpsHosts: readonly string[],
  { disableIngress }: Pick<Config, "disableIngress">,
): Line[] {
  if (ports.length === 0) return [];
  return [
    ...(disableIngress ? [] : SETTINGS),
    ...ports.flatMap((port) => [
      ...(port.routes.some(({ inner }) => inner !== undefined) ? sharedPort(port, httpsHosts) : []),
      ...port.routes.flatMap(({ route, inner }) =>
        routeServer(route, inner, port, certificateOf(route))
      ),
    ]),
  ];
}

/** The server of a port whose connections go elsewhere by the name that they are for. */
function sharedPort({ port, routes, https }: StreamPort, httpsHosts: readonly string[]): Line[] {
  const to = (inner: number | undefined) => `127.0.0.1:${inner}`;
  const [others] = routes.filter(({ route: { hosts = [] } }) => hosts.length === 0);
  const named = routes.flatMap(({ route: { hosts = [] }, inner }) =>
    hosts.map((host) => `${host} ${to(inner)}`)
  );
  const taken = new Set(routes.flatMap(({ route: { hosts = [] } }) => hosts));
  // Where something gets what no name is for, or all names of a domain, the sites have to be named.
  const takesMore = others !== undefined || [...taken].some((host) => host.startsWith("*."));
  const sites = https === undefined || !takesMore
    ? []
    : httpsHosts.filter((host) => host !== "" && !taken.has(host)).map((host) =>
      `${host} ${to(https)}`
    );
  const rest = others?.inner ?? https;
  const variable = `$dekube_port_${port}`;
  return [
    block(`map $ssl_preread_server_name ${variable}`, [
      "hostnames",
      ...(rest === undefined ? [] : [`default ${to(rest)}`]),
      ...named,
      ...sites,
    ]),
    block("server", [
      `listen ${port}`,
      "ssl_preread on",
      "proxy_protocol on",
      `proxy_bind ${SHARED_FROM}`,
      ...CONNECTION,
      `proxy_pass ${variable}`,
    ]),
  ];
}

function routeServer(
  route: StreamRoute,
  inner: number | undefined,
  { port, transport }: StreamPort,
  certificate: TlsPair | undefined,
): Line[] {
  const { allowedSources, proxyProtocol, tls } = route;
  const words = [
    inner === undefined ? `${port}` : `127.0.0.1:${inner}`,
    ...(transport === "udp" ? ["udp"] : []),
    ...(tls ? ["ssl"] : []),
    ...(inner === undefined ? [] : ["proxy_protocol"]),
  ];
  const { lines, address } = addressLines(route, inner ?? port);
  return [
    ...lines,
    block("server", [
      `listen ${words.join(" ")}`,
      RESOLVER,
      ...(inner === undefined ? [] : [`set_real_ip_from ${SHARED_FROM}`]),
      ...(allowedSources
        ? [...allowedSources.map((network) => `allow ${network}`), "deny all"]
        : []),
      ...(tls && certificate
        ? [
          `ssl_certificate ${certificate.certificate}`,
          `ssl_certificate_key ${certificate.key}`,
          ...tlsVersions(tls),
        ]
        : []),
      ...(proxyProtocol ? ["proxy_protocol on"] : []),
      // A client of UDP does not say when it has gone; where TLS ends here, nginx would not say that it ends.
      ...(transport === "udp" ? [] : tls ? [TIMEOUT] : CONNECTION),
      ...address,
      "proxy_pass $dekube_upstream",
    ]),
  ];
}

/** What finds the backend: by a variable, so that its name is resolved for each connection. */
function addressLines(
  { upstream, backends = [] }: StreamRoute,
  port: number,
): { lines: Line[]; address: Line[] } {
  const sharing = backends.filter(({ weight }) => weight > 0);
  if (sharing.length < 2) {
    const [one = { upstream }] = sharing;
    return { lines: [], address: [`set $dekube_upstream ${addressWord(one)}`] };
  }
  const variable = `$dekube_share_${port}`;
  const shares = shareLines(sharing.map((share) => [share.weight, addressWord(share)]));
  return {
    lines: [
      block(`split_clients "$remote_addr $remote_port $msec $connection" ${variable}`, shares),
    ],
    address: [`set $dekube_upstream ${variable}`],
  };
}

/** Where a share of connections goes; one that goes nowhere is closed. */
function addressWord({ upstream = '""' }: Pick<StreamShare, "upstream">): string {
  return upstream;
}
