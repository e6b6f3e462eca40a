/**
 * How people get in: the URLs and ports that a project answers at.
 *
 * @module
 */

import {
  type ComposeProject,
  type Config,
  Diagnostics,
  type IngressEntry,
  items,
  type StreamRoute,
} from "../../pacts/mod.ts";
import type { CertificateSource, ServedSite } from "../../pacts/ingress/mod.ts";
import { servedSites, sitesOf } from "../../pacts/proxy/mod.ts";
import { type PublishedPort, publishedPortsOf } from "./output/published.ts";

/** One way in. */
export interface EntryPoint {
  /** `https://shop.test:8443/api`, `tcp://localhost:5432`. A pattern of names keeps its `*`. */
  url: string;
  /** What is spoken there. */
  protocol: "http" | "https" | "tls" | "tcp" | "udp";
  /** Host name, or pattern of some; empty for any. */
  host: string;
  /** Address of the machine that it is published at. */
  address: string;
  /** Port of the machine. */
  port: number;
  /** Paths that lead somewhere, of HTTP. */
  paths?: readonly string[];
  /** The Compose service that publishes the port. */
  service: string;
  /** The extension whose proxy serves it. */
  extension?: string;
  /** Whose the certificate is, where that is known. */
  certificate?: CertificateSource;
  /** File of the certificate to trust, from the folder of compose.yml. */
  authority?: string;
  /** All that is there answers 403, or connections are refused. */
  closed?: true;
  /** All that is there answers with this error, since what it leads to is not there: nothing to open. */
  fails?: number;
}

/** What leads in. */
export interface EntryPointInput {
  /** The finished project. */
  project: ComposeProject;
  /** The reverse proxy: its services, and what it says that it serves. */
  proxy?: {
    provider: { name: string };
    services: readonly string[];
    sites?: readonly ServedSite[];
  };
  /** Routes. */
  entries: readonly IngressEntry[];
  /** Those of them that lead to what nothing answers at. */
  unanswered?: ReadonlySet<IngressEntry>;
  /** Routes of connections whose port somebody has. */
  keptStreams: readonly StreamRoute[];
  /** Whether that is the proxy; else it is their backends. */
  forwardsStreams: boolean;
  /** The config in force. */
  config: Pick<Config, "https">;
}

/** A port that a service publishes. */
type Published = PublishedPort & { service: string };

/** What a proxy answers where nothing answers it. */
const BAD_GATEWAY = { status: 502 };

const CONTAINER_PORTS = { http: 80, https: 443 };

/** The ways into a finished project: the proxy's hosts, then all other ports that are published. */
export function entryPoints(input: EntryPointInput): EntryPoint[] {
  const { project: { services }, proxy, keptStreams, forwardsStreams } = input;
  const published = Object.entries(services).flatMap(([service, definition]) =>
    // Compose starts it on demand alone.
    items(definition?.profiles as unknown[] | undefined).length > 0
      ? []
      : publishedPortsOf(definition).map((port): Published => ({ ...port, service }))
  );
  const isProxys = ({ service }: Published) => proxy?.services.includes(service) ?? false;
  const isSites = (port: Published) =>
    isProxys(port) && Object.values(CONTAINER_PORTS).includes(port.target);
  const ofSites = published.filter(isSites);
  const sites = ofSites.length === 0 ? [] : sitesIn(input);
  return [
    ...sites.flatMap((site) => siteEntry(site, ofSites, proxy?.provider.name)),
    ...published.flatMap((port) =>
      portEntries(port, isSites(port), isProxys(port) === forwardsStreams ? keptStreams : [])
    ),
  ];
}

/** What the proxy says that it serves, or what the routes say where it says nothing; of each site what leads somewhere. */
function sitesIn(input: EntryPointInput): readonly ServedSite[] {
  const { proxy, unanswered } = input;
  const sites = proxy?.sites ?? sitesOfRoutes(input);
  if (!unanswered || unanswered.size === 0) return sites;
  const entries = input.entries.map((entry) =>
    unanswered.has(entry) ? { ...entry, answer: BAD_GATEWAY } : entry
  );
  const left = sitesOfRoutes({ ...input, entries });
  return sites.map((site) => {
    const found = left.find(({ host, protocol }) =>
      host === site.host && protocol === site.protocol
    );
    if (!found || site.closed || site.fails !== undefined) return site;
    const { paths, fails } = found;
    return { ...site, paths, ...fails === undefined ? {} : { fails } };
  });
}

function sitesOfRoutes({ entries, keptStreams, config }: EntryPointInput): ServedSite[] {
  return servedSites(sitesOf(entries, new Diagnostics(), config.https, keptStreams));
}

function siteEntry(
  site: ServedSite,
  published: readonly Published[],
  extension: string | undefined,
): EntryPoint[] {
  const { host, protocol, paths, certificate, authority, closed, fails } = site;
  const target = CONTAINER_PORTS[protocol];
  const found = published.find((port) => port.target === target && port.protocol === "tcp");
  if (!found) return [];
  const { address, port, service } = found;
  const authorityPart = port === target ? "" : `:${port}`;
  return [{
    url: `${protocol}://${host || nameOf(address)}${authorityPart}${paths[0] ?? "/"}`,
    protocol,
    host,
    address,
    port,
    paths,
    service,
    ...extension === undefined ? {} : { extension },
    ...certificate === undefined ? {} : { certificate },
    ...authority === undefined ? {} : { authority },
    ...closed ? { closed } : {},
    ...fails === undefined ? {} : { fails },
  }];
}

/** A port by itself, under the names that routes of connections have for it. */
function portEntries(
  { address, port, target, protocol, service }: Published,
  isSites: boolean,
  streams: readonly StreamRoute[],
): EntryPoint[] {
  const routes = streams.filter((route) =>
    (isSites ? route.port === target : route.port === port || route.port === target) &&
    (route.protocol === "udp" ? "udp" : "tcp") === protocol
  );
  // The sites' ports are those of HTTP, unless connections come in by them too.
  if (isSites && routes.length === 0) return [];
  const entry = (
    spoken: EntryPoint["protocol"],
    host: string,
    leading = routes,
  ): EntryPoint => ({
    url: `${spoken}://${host || nameOf(address)}${
      spoken === "https" && port === 443 ? "" : `:${port}`
    }`,
    protocol: spoken,
    host,
    address,
    port,
    service,
    ...leading.length > 0 && leading.every(refusesAll) ? { closed: true } : {},
  });
  const named = routes.flatMap((route) =>
    items(route.hosts).map((host) => entry(route.fallback ?? route.protocol, host, [route]))
  );
  return named.length > 0 ? named : [entry(protocol, "")];
}

/** Whether a route lets no connection through. */
function refusesAll({ backends }: StreamRoute): boolean {
  return backends !== undefined && backends.length > 0 &&
    backends.every(({ upstream, weight }) => upstream === undefined || weight === 0);
}

/** A machine's own address as a name. */
function nameOf(address: string): string {
  if (["", "0.0.0.0", "::", "127.0.0.1", "::1"].includes(address)) return "localhost";
  return address.includes(":") ? `[${address}]` : address;
}
