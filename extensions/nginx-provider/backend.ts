/**
 * `proxy_pass`: how nginx speaks to a backend.
 *
 * @module
 */

import type { IngressEntry } from "@dekube/engine/pacts";
import type { HeaderChanges } from "@dekube/engine/pacts/ingress";
import {
  type Backend,
  backendOf,
  caPath,
  type TimeoutKind,
  timeoutsOf,
} from "@dekube/engine/pacts/proxy";
import type { Line } from "./blocks.ts";
import { authoritiesFolder } from "./folders.ts";
import { type Family, familyOf, RequestHeaders, USUAL_REQUEST_HEADERS } from "./headers.ts";
import type { NginxContext } from "./nginx_context.ts";
import { quoteLiteral } from "./quote.ts";

/** The authorities that the image trusts. */
const PUBLIC_CAS = "/etc/ssl/certs/ca-certificates.crt";

/** What there is to say of a backend, beside what its entry says. */
export interface PassOptions {
  /** Variable that holds the address; requests within a request share their variables. */
  variable: string;
  /** Path and query to ask for, as a word; those of the request where left out. */
  uri?: string;
  /** Headers to set in place of the usual ones, before a route's own changes: name -> word. */
  headers?: Readonly<Record<string, string>>;
  /** What becomes of a request's headers, in turn. */
  changes?: readonly (HeaderChanges | undefined)[];
  /** It is outside of the project, so its certificate must be one that the world trusts. */
  isPublic?: boolean;
}

/** What a location does for its backend. */
export interface BackendLines {
  /** Sets the address; stands before any `rewrite`. */
  address: Line;
  /** The rest. */
  pass: Line[];
}

/**
 * The directives for an entry's backend. The address is in a variable, so that its name is resolved
 * at each request: nginx starts before its backends do, and finds them where they move.
 *
 * @throws {Unwritable} where something of the entry can't stand in nginx.conf.
 */
export function backendLines(
  entry: IngressEntry,
  ctx: NginxContext,
  { variable, uri = "", headers = {}, changes = [], isPublic = false }: PassOptions,
): BackendLines {
  const backend = backendOf(entry, ctx, isPublic);
  const { scheme, upstreamHost } = entry;
  const family = familyOf(entry);
  const protocol = family === "proxy" ? scheme : backend.tls ? "grpcs" : "grpc";
  const address = `${protocol}://$${variable}`;
  const sent = new RequestHeaders(family)
    .set(upstreamHost === undefined ? {} : { Host: quoteLiteral(upstreamHost) })
    .set(headers);
  for (const one of changes) sent.change(one, entry, ctx);
  return {
    address: `set $${variable} "${backend.host}:${backend.port}"`,
    pass: [
      ...sent.lines(),
      ...tlsLines(backend, family, ctx),
      ...timeoutLines(entry, family),
      ...bufferLines(entry, family),
      `${family}_pass ${uri === "" ? address : `"${address}${uri.slice(1)}`}`,
    ],
  };
}

/** Directives of a server, which hold where a location has none of its own. */
export const USUAL_SETTINGS: readonly Line[] = [
  ...USUAL_REQUEST_HEADERS,
  "proxy_http_version 1.1",
  "proxy_buffering off",
  "proxy_buffer_size 16k",
  "proxy_buffers 8 16k",
  "proxy_read_timeout 1h",
  "proxy_send_timeout 1h",
  "grpc_read_timeout 1h",
  "grpc_send_timeout 1h",
];

/** To nginx the wait for an answer is one between two reads: the longer of both must be had. */
function timeoutLines(entry: IngressEntry, family: Family): Line[] {
  const { answer, ...timeouts } = Object.fromEntries(timeoutsOf(entry)) as Partial<
    Record<TimeoutKind, number>
  >;
  const read = Math.max(answer ?? 0, timeouts.read ?? 0);
  return Object.entries({ ...timeouts, ...(read > 0 ? { read } : {}) })
    .map(([kind, milliseconds]) => `${family}_${kind}_timeout ${milliseconds}ms`);
}

/** A request that may be tried again has to be kept. */
function bufferLines({ buffering = {}, retries }: IngressEntry, family: Family): Line[] {
  if (family === "grpc") return [];
  const { requests, responses } = buffering;
  const canTryAgain = (retries?.attempts ?? 1) > 1;
  return [
    ...(requests === undefined || (canTryAgain && !requests)
      ? []
      : [`proxy_request_buffering ${requests ? "on" : "off"}`]),
    ...(responses === undefined ? [] : [`proxy_buffering ${responses ? "on" : "off"}`]),
  ];
}

function tlsLines({ host, tls }: Backend, family: Family, { config }: NginxContext): Line[] {
  if (!tls) return [];
  const { name = host, trusts } = tls;
  const greeting = [`${family}_ssl_server_name on`, `${family}_ssl_name "${name}"`];
  if (trusts === "anybody") return greeting;
  return [
    ...greeting,
    `${family}_ssl_verify on`,
    `${family}_ssl_verify_depth 5`,
    `${family}_ssl_trusted_certificate ${
      trusts === "public" ? PUBLIC_CAS : caPath(trusts, authoritiesFolder(config))
    }`,
  ];
}
