/**
 * One route as a `handle` block.
 *
 * @module
 */

import type { IngressEntry } from "@dekube/engine/pacts";
import type { RequestMatch } from "@dekube/engine/pacts/ingress";
import {
  bodySize,
  type MatchedRoute,
  type RenderContext,
  serveOrClose,
  Unwritable,
  writableMatch,
} from "@dekube/engine/pacts/proxy";
import { backendLines } from "./backends.ts";
import { block, type Line } from "./blocks.ts";
import { corsLines } from "./cors.ts";
import { guardLines } from "./guards.ts";
import { matcherLine } from "./matcher.ts";
import { pathChange } from "./path_change.ts";
import { quote, quoteLiteral } from "./quote.ts";
import { redirectLine } from "./redirect_line.ts";
import { responseHeaderLines } from "./response_headers.ts";
import { statusOf } from "./status.ts";

/** The matcher and the block of a route. */
export function routeLines(route: MatchedRoute, ctx: RenderContext): Line[] {
  const { entry, number } = route;
  // A name for matchers that nothing else in the site has.
  const id = `r${number}`;
  const { matcher, served = route } = readMatcher(route, id);
  const body = serveOrClose<Line[]>(served, {
    serve: () => servedLines(entry, id, ctx),
    close: (text) => [`respond ${quote(text)} 403`],
  }, ctx);
  return matcher === undefined ? [block("handle", body)] : [matcher, block(`handle @${id}`, body)];
}

/** One that can't be written as it is takes what the rest of its conditions lets through, and is closed. */
function readMatcher(
  route: MatchedRoute,
  id: string,
): { matcher: Line | undefined; served?: MatchedRoute } {
  try {
    return { matcher: matcherLine(route, id) };
  } catch (error) {
    if (!(error instanceof Unwritable)) throw error;
    const { match = {}, ...entry } = route.entry;
    const withMatch = (match: RequestMatch) =>
      matcherLine({ ...route, entry: { ...entry, match } }, id);
    return {
      matcher: withMatch(writableMatch(match, withMatch)),
      served: { ...route, unwritable: error },
    };
  }
}

function servedLines(entry: IngressEntry, id: string, ctx: RenderContext): Line[] {
  // Browsers show no passwords with a preflight.
  const first = [...corsLines(entry, id, ctx), ...guardLines(entry, id, ctx)];
  const lines = [
    ...responseHeaderLines(entry.responseHeaders, entry, ctx),
    ...(entry.compress ? ["encode"] : []),
    ...requestBody(entry, ctx),
    ...answer(entry, id, ctx),
    ...(entry.extraDirectives ?? []).flatMap((lines) => lines.split("\n")),
  ];
  // In a route the guards come first; elsewhere Caddy has an order of its own.
  return first.length > 0 ? [block("route", [...first, block("handle", lines)])] : lines;
}

function answer(entry: IngressEntry, id: string, ctx: RenderContext): Line[] {
  if (entry.answer) {
    const { status, body } = entry.answer;
    // A text that begins with `/` or `@` would be a matcher in its place.
    return [`respond ${body === undefined ? "" : `* ${quoteLiteral(body)} `}${statusOf(status)}`];
  }
  const changes = pathChange(entry, `${id}x`);
  if (!entry.redirect) return [...changes, ...backendLines(entry, id, ctx)];
  const redirect = redirectLine(entry.redirect);
  // Caddy redirects before it changes a path, but in a route.
  return changes.length === 0 ? [redirect] : [block("route", [...changes, redirect])];
}

const UNITS = { "": "B", k: "KiB", m: "MiB", g: "GiB" };

function requestBody(entry: IngressEntry, ctx: RenderContext): Line[] {
  const { count, unit } = bodySize(entry, ctx) ?? { count: 0, unit: "" };
  return count === 0 ? [] : [block("request_body", [`max_size ${count}${UNITS[unit]}`])];
}
