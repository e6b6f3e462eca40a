/**
 * `proxy_pass`: how nginx speaks to a backend.
 *
 * @module
 */

import {
  type ConvertContext,
  findCa,
  type IngressEntry,
  isHost,
  parseUpstream,
} from "@dekube/engine/pacts";
import type { Line } from "./blocks.ts";
import { quoteLiteral, Unwritable } from "./quote.ts";

/** Where the container has the authorities that backends are checked against, a folder each. */
export const CERTS_FOLDER = "/etc/nginx/certs";

/** The authorities that the image trusts. */
const PUBLIC_CAS = "/etc/ssl/certs/ca-certificates.crt";

/** A backend that is asked for something else than the entry's own answer. */
export interface Errand {
  /** Variable that holds the address; requests within a request share their variables. */
  variable: string;
  /** Path and query to ask for, as a word; those of the request where left out. */
  uri?: string;
  /** Headers to set beside, or in place of, the usual ones: name -> word. */
  headers?: Record<string, string>;
  /** Outside of the project, so its certificate must be one that the world trusts. */
  isPublic?: boolean;
}

/** What a location does for its backend. */
export interface Backend {
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
export function backend(entry: IngressEntry, ctx: ConvertContext, errand: Errand): Backend {
  const { variable, uri = "", headers = {}, isPublic = false } = errand;
  const upstream = parseUpstream(entry.upstream);
  if (!upstream) throw new Unwritable(`"${entry.upstream}" is not a host and a port`);
  const { scheme } = entry;
  const family = scheme === "h2c" ? "grpc" : "proxy";
  const protocol = scheme === "h2c" ? "grpc" : scheme;
  const address = `${protocol}://$${variable}`;
  return {
    address: `set $${variable} "${upstream.host}:${upstream.port}"`,
    pass: [
      ...setHeaders(entry, family, headers),
      ...(scheme === "https" ? tls(entry, upstream.host, isPublic, ctx) : []),
      ...timeouts(entry, family),
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

function tls(entry: IngressEntry, host: string, isPublic: boolean, ctx: ConvertContext): Line[] {
  const { serverSni = host, serverCaSecret, path, upstream, resource } = entry;
  const name = serverSni.split(":")[0];
  if (!isHost(name) && name !== host) throw new Unwritable(`"${serverSni}" is not a host name`);
  const greeting = ["proxy_ssl_server_name on", `proxy_ssl_name "${name}"`];
  const verified = (file: string) => [
    ...greeting,
    "proxy_ssl_verify on",
    "proxy_ssl_verify_depth 5",
    `proxy_ssl_trusted_certificate ${file}`,
  ];
  if (isPublic) return verified(PUBLIC_CAS);
  if (!serverCaSecret) {
    ctx.diagnostics.info(
      "unverified-backend",
      `the certificate of ${upstream} is not checked, because no CA is named for it`,
      { resource },
    );
    return greeting;
  }
  const ca = findCa(serverCaSecret, ctx);
  if (ca) return verified(`${CERTS_FOLDER}/${ca.folder}/ca.crt`);
  ctx.diagnostics.error(
    "missing-ca",
    `the Secret "${serverCaSecret.name}" with the CA of the backend of ${entry.host}${path} is missing or holds no certificate under ca.crt, so nginx checks the backend against the public CAs and may refuse it (502). Add the Secret to the manifests`,
    { resource },
  );
  // A CA was asked for and is not there: unchecked would be open to whoever stands in between.
  return verified(PUBLIC_CAS);
}

function timeouts({ timeouts }: IngressEntry, family: string): Line[] {
  const lines = [
    ["read_timeout", timeouts?.read],
    ["send_timeout", timeouts?.send],
    ["connect_timeout", timeouts?.connect],
  ] as const;
  return lines.flatMap(([name, seconds]) => {
    // A year is beyond what any duration here means, and within what nginx can hold.
    if (seconds === undefined || !(seconds > 0 && seconds < 31536000)) return [];
    return `${family}_${name} ${Math.max(1, Math.round(seconds * 1000))}ms`;
  });
}
