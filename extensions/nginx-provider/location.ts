/**
 * One route as a `location`.
 *
 * @module
 */

import type { IngressEntry } from "@dekube/engine/pacts";
import {
  bodySize,
  type MatchedRoute,
  type RenderContext,
  serveOrClose,
  validHeaders,
} from "@dekube/engine/pacts/proxy";
import { backendLines } from "./backend.ts";
import { block, type Line } from "./blocks.ts";
import { guardsOf } from "./guards.ts";
import { pathChange } from "./path_change.ts";
import { quote, quoteLiteral, quoteTemplate } from "./quote.ts";

/** A route's locations. */
export interface Locations {
  /** The location itself, and those that it sends requests to. */
  lines: Line[];
  /** Directives that belong beside the servers. */
  global: Line[];
}

/** The locations of a route; `id` is a name that nothing else in the file has. */
export function locationsOf(route: MatchedRoute, id: string, ctx: RenderContext): Locations {
  const { entry, pattern } = route;
  const head = pattern === undefined ? "location /" : `location ~ ${quote(pattern)}`;
  return serveOrClose<Locations>(route, {
    serve() {
      const { body, beside, global } = contentOf(entry, id, ctx);
      return { lines: [...beside, block(head, body)], global };
    },
    close: (text) => ({ lines: [block(head, [`return 403 ${quote(text)}`])], global: [] }),
  }, ctx);
}

function contentOf(
  entry: IngressEntry,
  id: string,
  ctx: RenderContext,
): { body: Line[]; beside: Line[]; global: Line[] } {
  const { lines, headers, locations } = guardsOf(entry, id, ctx);
  const { zone, limit } = rateLimit(entry, id);
  const before = [
    ...lines,
    ...limit,
    ...requestBody(entry, ctx),
    ...responseHeaders(entry, ctx),
  ];
  if (entry.extraDirectives !== undefined) {
    ctx.report(entry.resource).warn(
      "unsupported-directives",
      `${entry.host}${entry.path} has lines of another proxy's config; they are left out`,
    );
  }
  if (entry.redirect) {
    const { to, status } = entry.redirect;
    const code = [301, 302, 303, 307, 308].includes(status) ? status : 302;
    const answer = `return ${code} ${quoteTemplate(to, ctx)}`;
    if (lines.length === 0) return { body: [...before, answer], beside: [], global: zone };
    // `return` comes before any guard is asked; another location comes after them.
    return {
      body: [...before, `try_files /.dekube-none @redirect-${id}`],
      beside: [...locations, block(`location @redirect-${id}`, [answer])],
      global: zone,
    };
  }
  const { address, pass } = backendLines(entry, ctx, { variable: "dekube_upstream", headers });
  return {
    body: [address, ...pathChange(entry), ...before, ...pass],
    beside: locations,
    global: zone,
  };
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
function responseHeaders(entry: IngressEntry, ctx: RenderContext): Line[] {
  const family = entry.scheme === "h2c" ? "grpc" : "proxy";
  return validHeaders(entry.responseHeaders?.set, entry, ctx).flatMap(([name, value]) => [
    `${family}_hide_header ${name}`,
    `add_header ${name} ${quoteLiteral(value)} always`,
  ]);
}

function requestBody(entry: IngressEntry, ctx: RenderContext): Line[] {
  const size = bodySize(entry, ctx);
  return size ? [`client_max_body_size ${size.count}${size.unit}`] : [];
}
