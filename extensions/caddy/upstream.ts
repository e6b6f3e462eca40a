/**
 * `reverse_proxy`: how Caddy speaks to a backend.
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
import { block, type Line } from "./blocks.ts";
import { quoteLiteral, Unwritable } from "./quote.ts";

/** Where the container has the authorities that backends are checked against, a folder each. */
export const CERTS_FOLDER = "/etc/caddy/certs";

/** A backend that is asked for something else than the entry's own answer. */
export interface Errand {
  /** Lines of the directive's block before those about the connection. */
  lines: Line[];
  /** Outside of the project, so its certificate must be one that the world trusts. */
  isPublic?: boolean;
}

/**
 * The directive for an entry's backend.
 *
 * @throws {Unwritable} where something of the entry can't stand in a Caddyfile.
 */
export function reverseProxy(
  entry: IngressEntry,
  ctx: ConvertContext,
  { lines, isPublic = false }: Errand = { lines: [] },
): Line {
  const upstream = parseUpstream(entry.upstream);
  if (!upstream) throw new Unwritable(`"${entry.upstream}" is not a host and a port`);
  const { scheme, upstreamHost } = entry;
  const address = `${upstream.host}:${upstream.port}`;
  // Caddy takes some pairs of scheme and port for a mistake; without a scheme the transport decides
  // alone.
  const isOdd = upstream.port === (scheme === "https" ? 80 : 443);
  const headers = upstreamHost !== undefined
    ? [`header_up Host ${quoteLiteral(upstreamHost)}`]
    // Newer releases send a TLS backend its own name; ingress controllers send what the client
    // asked for.
    : scheme === "https"
    ? ["header_up Host {hostport}"]
    : [];
  const transport = [
    ...(isOdd && scheme === "h2c" ? ["versions h2c 2"] : []),
    ...(scheme === "https" ? tls(entry, isPublic, ctx) : []),
    ...timeouts(entry),
  ];
  return block(`reverse_proxy ${isOdd ? "" : `${scheme}://`}${address}`, [
    ...lines,
    ...headers,
    ...(transport.length > 0 ? [block("transport http", transport)] : []),
  ]);
}

function tls(entry: IngressEntry, isPublic: boolean, ctx: ConvertContext): Line[] {
  const { serverSni, serverCaSecret, host, path, upstream, resource } = entry;
  if (serverSni !== undefined && !isHost(serverSni)) {
    throw new Unwritable(`"${serverSni}" is not a host name`);
  }
  const name = serverSni === undefined ? [] : [`tls_server_name ${serverSni}`];
  if (isPublic) return ["tls", ...name];
  if (!serverCaSecret) {
    ctx.diagnostics.info(
      "unverified-backend",
      `the certificate of ${upstream} is not checked, because no CA is named for it`,
      { resource },
    );
    return ["tls", ...name, "tls_insecure_skip_verify"];
  }
  const ca = findCa(serverCaSecret, ctx);
  if (!ca) {
    ctx.diagnostics.error(
      "missing-ca",
      `the Secret "${serverCaSecret.name}" with the CA of the backend of ${host}${path} is missing or holds no certificate under ca.crt, so Caddy checks the backend against its own CAs and may refuse it (502). Add the Secret to the manifests`,
      { resource },
    );
    // A CA was asked for and is not there: unchecked would be open to whoever stands in between.
    return ["tls", ...name];
  }
  if (ctx.config.disableIngress) {
    // Nothing is mounted into a Caddy of the user's own.
    return [
      "tls",
      ...name,
      block("tls_trust_pool inline", ca.certificates.map((der) => `trust_der ${der}`)),
    ];
  }
  return ["tls", ...name, `tls_trust_pool file ${CERTS_FOLDER}/${ca.folder}/ca.crt`];
}

function timeouts({ timeouts }: IngressEntry): string[] {
  const lines = [
    ["read_timeout", timeouts?.read],
    ["write_timeout", timeouts?.send],
    ["dial_timeout", timeouts?.connect],
  ] as const;
  return lines.flatMap(([name, seconds]) => {
    // A year is beyond what any duration here means, and within what Go's can hold.
    if (seconds === undefined || !(seconds > 0 && seconds < 31536000)) return [];
    const milliseconds = Math.max(1, Math.round(seconds * 1000));
    return `${name} ${milliseconds % 1000 === 0 ? `${milliseconds / 1000}s` : `${milliseconds}ms`}`;
  });
}
