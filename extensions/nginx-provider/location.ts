/**
 * One entry as a `location`.
 *
 * @module
 */

import {
  type ConvertContext,
  type IngressEntry,
  type Site,
  validHeaders,
} from "@dekube/engine/pacts";
import { backend } from "./backend.ts";
import { block, type Line } from "./blocks.ts";
import { guardsOf } from "./guards.ts";
import { pathChange } from "./path_change.ts";
import { literalPrefix, pathRegex } from "./path_regex.ts";
import { quote, quoteLiteral, quoteTemplate, Unwritable } from "./quote.ts";

/** Answers of a route that is not served, which must not tell a stranger why. */
const FORBIDDEN =
  `return 403 "forbidden: access restriction can't be kept, see dekube's diagnostics"`;
const UNWRITABLE = `return 403 "forbidden: this route can't be kept, see dekube's diagnostics"`;

/** An entry's locations. */
export interface Locations {
  /** The location itself, and those that it sends requests to. */
  lines: Line[];
  /** Directives that belong beside the servers. */
  global: Line[];
  /** It takes any path, so that nothing may come behind it. */
  takesAll: boolean;
}

/** The locations of an entry; `id` is a name that nothing else in the file has. */
export function locationsOf(
  entry: IngressEntry,
  id: string,
  sites: readonly Site[],
  ctx: ConvertContext,
): Locations {
  const { host, path, resource } = entry;
  const regex = pathRegex(entry);
  if (regex === undefined) {
    ctx.diagnostics.error(
      "unsupported-regex",
      `nginx might refuse the path "${path}" of ${host}, so all that it might match answers 403`,
      { resource },
    );
    const prefix = literalPrefix(path);
    return {
      lines: [
        block(
          prefix === ""
            ? "location /"
            : `location ~* ${quote(`^${prefix.replaceAll(".", "\\.")}`)}`,
          [
            UNWRITABLE,
          ],
        ),
      ],
      global: [],
      takesAll: prefix === "",
    };
  }
  const takesAll = regex === "";
  try {
    const head = takesAll ? "location /" : `location ~ ${quote(regex)}`;
    const { body, beside, global } = contentOf(entry, id, sites, ctx);
    return { lines: [...beside, block(head, body)], global, takesAll };
  } catch (error) {
    if (!(error instanceof Unwritable)) throw error;
    ctx.diagnostics.error(
      "unwritable-route",
      `${host}${path} answers 403: a value of it can't stand in nginx.conf, because ${error.message}`,
      { resource },
    );
    const head = takesAll || hasControlCharacter(regex)
      ? "location /"
      : `location ~ ${quote(regex)}`;
    return { lines: [block(head, [UNWRITABLE])], global: [], takesAll: head === "location /" };
  }
}

/** Then the whole site is closed behind it: nothing says which requests the path was for. */
function hasControlCharacter(text: string): boolean {
  // deno-lint-ignore no-control-regex
  return /[\u0000-\u001f\u007f]/.test(text);
}

function contentOf(
  entry: IngressEntry,
  id: string,
  sites: readonly Site[],
  ctx: ConvertContext,
): { body: Line[]; beside: Line[]; global: Line[] } {
  if (isUnkept(entry, ctx)) return { body: [FORBIDDEN], beside: [], global: [] };
  const { lines, headers, locations } = guardsOf(entry, id, sites, ctx);
  const { zone, limit } = rateLimit(entry, id);
  const before = [
    ...lines,
    ...limit,
    ...requestBody(entry, ctx),
    ...responseHeaders(entry, ctx),
  ];
  if (entry.extraDirectives !== undefined) {
    ctx.diagnostics.warn(
      "unsupported-directives",
      `${entry.host}${entry.path} has lines of another proxy's config; they are left out`,
      { resource: entry.resource },
    );
  }
  if (entry.redirect) {
    const { to, status } = entry.redirect;
    const code = [301, 302, 303, 307, 308].includes(status) ? status : 302;
    const answer = `return ${code} ${quoteTemplate(to)}`;
    if (lines.length === 0) return { body: [...before, answer], beside: [], global: zone };
    // `return` comes before any guard is asked; another location comes after them.
    return {
      body: [...before, `try_files /.dekube-none @redirect-${id}`],
      beside: [...locations, block(`location @redirect-${id}`, [answer])],
      global: zone,
    };
  }
  const { address, pass } = backend(entry, ctx, { variable: "dekube_upstream", headers });
  return {
    body: [address, ...pathChange(entry), ...before, ...pass],
    beside: locations,
    global: zone,
  };
}

/**
 * Whether there is a restriction that can't be kept. The engine denies such routes; this is for the
 * day it doesn't.
 */
function isUnkept(entry: IngressEntry, ctx: ConvertContext): boolean {
  if (entry.denied !== undefined) return true;
  if (entry.clientCertificate === undefined) return false;
  ctx.diagnostics.error(
    "unsupported-guard",
    `${entry.host}${entry.path} answers 403: its clientCertificate can't be kept by nginx-provider`,
    { resource: entry.resource },
  );
  return true;
}

function rateLimit({ rateLimit }: IngressEntry, id: string): { zone: Line[]; limit: Line[] } {
  const { average = 0, burst = 0 } = rateLimit ?? {};
  // nginx counts whole requests, by the second or by the minute.
  const rate = Number.isInteger(average)
    ? `${average}r/s`
    : `${Math.max(1, Math.round(average * 60))}r/m`;
  if (!(average > 0 && average < 1e6)) return { zone: [], limit: [] };
  const extra = Math.min(Math.max(0, Math.round(burst)), 1e6);
  return {
    zone: [`limit_req_zone $binary_remote_addr zone=${id}:1m rate=${rate}`],
    limit: [
      `limit_req zone=${id}${extra > 0 ? ` burst=${extra} nodelay` : ""}`,
      "limit_req_status 429",
    ],
  };
}

/** They take the place of what the backend sends under the same names. */
function responseHeaders(
  { responseHeaders, scheme, resource }: IngressEntry,
  ctx: ConvertContext,
): Line[] {
  const family = scheme === "h2c" ? "grpc" : "proxy";
  return validHeaders(responseHeaders, { resource }, ctx).flatMap(([name, value]) => [
    `${family}_hide_header ${name}`,
    `add_header ${name} ${quoteLiteral(value)} always`,
  ]);
}

const SIZE = /^\d{1,12}[kmg]?$/i;

function requestBody({ maxBodySize, resource }: IngressEntry, ctx: ConvertContext): Line[] {
  if (maxBodySize === undefined) return [];
  const size = maxBodySize.trim().replace(/(?<=\d[kmg]?)i?b$/i, "");
  if (SIZE.test(size)) return [`client_max_body_size ${size}`];
  ctx.diagnostics.warn(
    "bad-size",
    `${JSON.stringify(maxBodySize)} is not a size, so request bodies are not limited`,
    { resource },
  );
  return [];
}
