/**
 * Redirects.
 *
 * @module
 */

import { type IngressEntry, isMapping, type Mapping, text } from "@dekube/engine/pacts";
import { portNumber } from "@dekube/engine/pacts/kubernetes";
import { escapeTemplate } from "@dekube/engine/pacts/proxy";

/** Status of a redirect that names none. */
const FOUND = 302;

/** What a redirect needs to know of where it is asked for. */
export interface RedirectPlace {
  /** What it is asked over. */
  scheme: "http" | "https";
  /** Ports of listeners for HTTPS, which is at a port of its own here. */
  httpsPorts: ReadonlySet<number>;
}

/**
 * Whether a redirect does nothing but send on to HTTPS: then with which status.
 */
export function sendsOn(
  { scheme, hostname, port, path, statusCode }: Mapping,
  { httpsPorts }: Pick<RedirectPlace, "httpsPorts">,
): number | undefined {
  const number = portNumber(port) ?? 443;
  const isPlain = text(hostname) === "" && !isMapping(path) &&
    (number === 443 || httpsPorts.has(number));
  return text(scheme).toLowerCase() === "https" && isPlain ? statusOf(statusCode) : undefined;
}

/** The redirect that a filter asks for. Its path is what the route's own change makes of it. */
export function redirectOf(
  filter: Mapping,
  place: RedirectPlace,
): NonNullable<IngressEntry["redirect"]> {
  const named = text(filter.scheme).toLowerCase();
  const scheme = named || place.scheme;
  const hostname = text(filter.hostname);
  const port = portNumber(filter.port);
  const isUsual = port === undefined || port === (scheme === "https" ? 443 : 80);
  const isHttps = scheme === "https" &&
    (port === undefined || port === 443 || place.httpsPorts.has(port));
  const path = isMapping(filter.path) ? "$uri" : "$request_uri";
  const authority = hostname !== ""
    ? `${escapeTemplate(hostname)}${isUsual || isHttps ? "" : `:${port}`}`
    : isHttps
    ? "$host"
    : port !== undefined && !isUsual
    ? `$host:${port}`
    // Without a scheme and a port the client's own port is the listener's.
    : named === "" && port === undefined
    ? "$http_host"
    : "$host";
  return { to: `${scheme}://${authority}${path}`, status: statusOf(filter.statusCode) };
}

function statusOf(value: unknown): number {
  const status = Number(text(value));
  return Number.isInteger(status) && status >= 300 && status <= 399 ? status : FOUND;
}
