/**
 * Routes of connections: the plugin's `layer4` app (github.com/mholt/caddy-l4).
 *
 * Where connections share port 443 with sites, the sites are behind a socket of the file system, and are told by the
 * PROXY protocol who the client is. A port of the loopback interface would do, but a route of connections may lead there by
 * a name that means this machine, and tell the sites of any client. The plugin could also look at connections before the sites get them, as a listener
 * wrapper, but it then gives away the memory that holds what the sites have yet to read.
 *
 * @module
 */

import type { StreamRoute } from "@dekube/engine/pacts";
import type { StreamPort } from "@dekube/engine/pacts/proxy";
import { block, type Line } from "./blocks.ts";
import { type ConnectionCertificates, LOOPBACK, tlsHandler } from "./connection_certificates.ts";

/** What becomes of connections: they match, or not, and are handled. */
type Write = (names: readonly string[]) => Line[];

/** The global option for all ports; none where there are none. */
export function layer4Lines(
  ports: readonly StreamPort[],
  certificates: ConnectionCertificates,
  httpsHosts: readonly string[],
): Line[] {
  if (ports.length === 0) return [];
  return [block("layer4", ports.map((port) => portServer(port, certificates, httpsHosts)))];
}

/**
 * Where sites over HTTPS listen behind a port that they share. Caddy makes it, for its own user alone, where any user of
 * any container may make files.
 */
export const SITES_SOCKET = "unix//dev/shm/dekube-https.sock";

/** The global options that move sites over HTTPS behind a port that they share. */
export function sharedHttpsLines(https: number | undefined): Line[] {
  if (https === undefined) return [];
  return [
    block(`servers ${SITES_SOCKET}`, [
      // Nobody reaches it by QUIC.
      "protocols h1 h2",
      // Whoever comes by a socket is believed in any case.
      block("listener_wrappers", [block("proxy_protocol", [`allow ${LOOPBACK}/32`]), "tls"]),
    ]),
  ];
}

function portServer(
  { port, transport, routes, https }: StreamPort,
  certificates: ConnectionCertificates,
  httpsHosts: readonly string[],
): Line {
  let matchers = 0;
  const matcher = () => `@r${++matchers}`;
  const writers = new Map<Write, readonly string[]>(
    routes.map(({ route }) => [
      (names) => routeLines(route, names, tlsHandler(route, certificates), matcher),
      route.hosts ?? [],
    ]),
  );
  const toSites: Write = (names) => {
    const to = proxyHandler(["proxy_protocol v2", `upstream ${SITES_SOCKET}`]);
    return handled(names.length === 0 ? [] : [sni(names)], [to], matcher);
  };
  const all = [...writers];
  let rest = all.find(([, names]) => names.length === 0)?.[0];
  const taken = new Set(all.flatMap(([, names]) => names));
  const named = httpsHosts.filter((host) => host !== "" && !taken.has(host));
  if (https !== undefined && (rest || [...taken].some(isPattern))) all.push([toSites, named]);
  if (https !== undefined) rest ??= toSites;
  return block(transport === "udp" ? `udp/:${port}` : `:${port}`, [
    ...all.flatMap(([write, names]) => {
      const exact = names.filter((name) => !isPattern(name));
      return exact.length === 0 ? [] : write(exact);
    }),
    ...all.flatMap(([write, names]) =>
      names.filter(isPattern).map((name) => ({ write, name, labels: name.split(".").length }))
    )
      .sort((one, other) => other.labels - one.labels)
      .flatMap(({ write, name }) => write([name])),
    ...(rest?.([]) ?? []),
  ]);
}

function isPattern(host: string): boolean {
  return host.startsWith("*.");
}

function sni(names: readonly string[]): string {
  return `tls sni ${names.join(" ")}`;
}

/** Connections that match are handled. */
function handled(
  conditions: readonly string[],
  handlers: readonly Line[],
  matcher: () => string,
): Line[] {
  if (conditions.length === 0) return [block("route", handlers)];
  const name = matcher();
  const matches = conditions.length === 1
    ? `${name} ${conditions[0]}`
    : block(name, [...conditions]);
  return [matches, block(`route ${name}`, handlers)];
}

function routeLines(
  route: StreamRoute,
  names: readonly string[],
  tls: Line[],
  matcher: () => string,
): Line[] {
  const { allowedSources } = route;
  const handlers = [...tls, isRefused(route) ? "close" : proxyHandler(proxyOptions(route))];
  const ofNames = names.length === 0 ? [] : [sni(names)];
  if (allowedSources === undefined) return handled(ofNames, handlers, matcher);
  return [
    ...handled([`remote_ip ${allowedSources.join(" ")}`, ...ofNames], handlers, matcher),
    // Who may not come in is not let in by another route either; behind the last one there is none.
    ...(names.length === 0 ? [] : handled(ofNames, ["close"], matcher)),
  ];
}

/** Whether nobody gets any of its connections. */
function isRefused({ backends = [] }: StreamRoute): boolean {
  const sharing = backends.filter(({ weight }) => weight > 0);
  return sharing.length > 0 && sharing.every(({ upstream }) => upstream === undefined);
}

/** A backend of connections that are to be refused: nobody listens there in the container. */
const NOBODY = `${LOOPBACK}:1`;

/** In one line, where there is nothing but a backend. */
function proxyHandler(options: readonly Line[]): Line {
  const [one] = options;
  return options.length === 1 && typeof one === "string"
    ? one.replace(/^upstream/, "proxy")
    : block("proxy", options);
}

function proxyOptions({ protocol, upstream, backends = [], proxyProtocol }: StreamRoute): Line[] {
  const address = (upstream = NOBODY) => `upstream ${protocol === "udp" ? "udp/" : ""}${upstream}`;
  // The first version, which a person can read, knows no UDP.
  const told = proxyProtocol ? [`proxy_protocol ${protocol === "udp" ? "v2" : "v1"}`] : [];
  const sharing = backends.filter(({ weight }) => weight > 0);
  if (sharing.length < 2) {
    return [...told, address(sharing.length === 0 ? upstream : sharing[0].upstream)];
  }
  const isEven = sharing.every(({ weight }) => weight === sharing[0].weight);
  return [
    ...told,
    // Older releases of the plugin know no weights.
    `lb_policy ${isEven ? "round_robin" : "weighted_round_robin"}`,
    ...sharing.map(({ upstream, weight }) =>
      isEven ? address(upstream) : block(address(upstream), [`weight ${weight}`])
    ),
  ];
}
