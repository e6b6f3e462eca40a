/**
 * One route as a `handle` block.
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
import { block, type Line } from "./blocks.ts";
import { guardLines } from "./guards.ts";
import { pathChange } from "./path_change.ts";
import { quote, quoteLiteral, quoteTemplate } from "./quote.ts";
import { reverseProxy } from "./upstream.ts";

/** The matcher and the block of a route. */
export function routeLines(route: MatchedRoute, ctx: RenderContext): Line[] {
  const { entry, pattern, number } = route;
  // A name for matchers that nothing else in the site has.
  const id = `r${number}`;
  const body = serveOrClose<Line[]>(route, {
    serve: () => servedLines(entry, id, ctx),
    close: (text) => [`respond ${quote(text)} 403`],
  }, ctx);
  return pattern === undefined
    ? [block("handle", body)]
    : [`@${id} path_regexp ${quote(pattern)}`, block(`handle @${id}`, body)];
}

function servedLines(entry: IngressEntry, id: string, ctx: RenderContext): Line[] {
  const guards = guardLines(entry, id, ctx);
  const lines = [
    ...responseHeaders(entry, ctx),
    ...requestBody(entry, ctx),
    ...answer(entry, id, ctx),
    ...(entry.extraDirectives ?? []).flatMap((lines) => lines.split("\n")),
  ];
  // In a route the guards come first; elsewhere Caddy has an order of its own.
  return guards.length > 0 ? [block("route", [...guards, block("handle", lines)])] : lines;
}

function answer(entry: IngressEntry, id: string, ctx: RenderContext): Line[] {
  const { redirect, rateLimit, host, path, resource } = entry;
  if (rateLimit) {
    ctx.report(resource).warn(
      "unsupported-rate-limit",
      `Caddy can't limit rates without a plugin, so ${host}${path} has no limit`,
    );
  }
  if (redirect) {
    const { to, status } = redirect;
    const code = Number.isInteger(status) && status >= 300 && status <= 399 ? status : 302;
    return [`redir * ${quoteTemplate(to)} ${code}`];
  }
  return [...pathChange(entry, `${id}q`), reverseProxy(entry, ctx)];
}

/** Deferred, so that they replace what the backend sends under the same names. */
function responseHeaders(entry: IngressEntry, ctx: RenderContext): Line[] {
  // Where a line begins, `import` and `defer` are Caddy's own words; a header's case means nothing.
  const lines = validHeaders(entry.responseHeaders, entry, ctx)
    .map(([name, value]) => `${name[0].toUpperCase()}${name.slice(1)} ${quoteLiteral(value)}`);
  return lines.length === 0 ? [] : [block("header", [...lines, "defer"])];
}

const UNITS = { "": "B", k: "KiB", m: "MiB", g: "GiB" };

function requestBody(entry: IngressEntry, ctx: RenderContext): Line[] {
  const { count, unit } = bodySize(entry, ctx) ?? { count: 0, unit: "" };
  return count === 0 ? [] : [block("request_body", [`max_size ${count}${UNITS[unit]}`])];
}
