/**
 * `proxy_pass`: how nginx speaks to a backend.
 *
 * @module
 */

import type { IngressEntry } from "@dekube/engine/pacts";
import {
  type Backend,
  backendOf,
  caPath,
  type RenderContext,
  timeoutsOf,
} from "@dekube/engine/pacts/proxy";
import type { Line } from "./blocks.ts";
import { quoteLiteral } from "./quote.ts";

/** Where the container has the authorities that backends are checked against, a folder each. */
export const CERTS_FOLDER = "/etc/nginx/certs";

/** The authorities that the image trusts. */
const PUBLIC_CAS = "/etc/ssl/certs/ca-certificates.crt";

/** What there is to say of a backend, beside what its entry says. */
export interface PassOptions {
  /** Variable that holds the address; requests within a request share their variables. */
  variable: string;
  /** Path and query to ask for, as a word; those of the request where left out. */
  uri?: string;
  /** Headers to set beside, or in place of, the usual ones: name -> word. */
  headers?: Record<string, string>;
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
  ctx: RenderContext,
  { variable, uri = "", headers = {}, isPublic = false }: PassOptions,
): BackendLines {
  const backend = backendOf(entry, ctx, isPublic);
  const { scheme } = entry;
  const family = scheme === "h2c" ? "grpc" : "proxy";
  const protocol = scheme === "h2c" ? "grpc" : scheme;
  const address = `${protocol}://$${variable}`;
  return {
    address: `set $${variable} "${backend.host}:${backend.port}"`,
    pass: [
      ...setHeaders(entry, family, headers),
      ...tlsLines(backend),
      ...timeoutsOf(entry).filter(([kind]) => kind !== "answer").map(([kind, milliseconds]) =>
        `${family}_${kind}_timeout ${milliseconds}ms`
      ),
      `${family}_pass ${uri === "" ? address : `"${address}${uri.slice(1)}`}`,
    ],
  };
}

/** What a backend is told of a request, unless a route says otherwise. */
const USUAL_HEADERS: Record<string, string> = {
  Host: "$http_host",
  "X-Real-IP": "$remote_addr",
  "X-Forwarded-For": "$remote_addr",
  "X-Forwarded-Host": "$http_host",
  "X-Forwarded-Proto": "$scheme",
};
const UPGRADE_HEADERS: Record<string, string> = {
  Upgrade: "$http_upgrade",
  Connection: "$dekube_connection",
};

/** Directives of a server, which hold where a location has none of its own. */
export const USUAL_SETTINGS: readonly Line[] = [
  ...Object.entries({ ...USUAL_HEADERS, ...UPGRADE_HEADERS })
    .map(([name, word]) => `proxy_set_header ${name} ${word}`),
  "proxy_http_version 1.1",
  "proxy_buffering off",
  "proxy_buffer_size 16k",
  "proxy_buffers 8 16k",
  "proxy_read_timeout 1h",
  "proxy_send_timeout 1h",
  "grpc_read_timeout 1h",
  "grpc_send_timeout 1h",
];

/** One `set_header` a name, since nginx sends twice what is set twice; or none, and the server's hold. */
function setHeaders(
  { upstreamHost }: IngressEntry,
  family: "proxy" | "grpc",
  headers: Record<string, string>,
): Line[] {
  if (family === "proxy" && upstreamHost === undefined && Object.keys(headers).length === 0) {
    return [];
  }
  const own = {
    ...(upstreamHost === undefined ? {} : { Host: quoteLiteral(upstreamHost) }),
    ...headers,
  };
  const all = new Map(
    [
      ...Object.entries(USUAL_HEADERS),
      ...(family === "grpc" ? [] : Object.entries(UPGRADE_HEADERS)),
      ...Object.entries(own),
    ].map(([name, word]) => [name.toLowerCase(), `${name} ${word}`]),
  );
  return [...all.values()].map((header) => `${family}_set_header ${header}`);
}

function tlsLines({ host, tls }: Backend): Line[] {
  if (!tls) return [];
  const { name = host, trusts } = tls;
  const greeting = ["proxy_ssl_server_name on", `proxy_ssl_name "${name}"`];
  if (trusts === "anybody") return greeting;
  return [
    ...greeting,
    "proxy_ssl_verify on",
    "proxy_ssl_verify_depth 5",
    `proxy_ssl_trusted_certificate ${
      trusts === "public" ? PUBLIC_CAS : caPath(trusts, CERTS_FOLDER)
    }`,
  ];
}
