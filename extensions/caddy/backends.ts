/**
 * Backends that share the requests of a route.
 *
 * @module
 */

import type { IngressEntry } from "@dekube/engine/pacts";
import type { WeightedBackend } from "@dekube/engine/pacts/ingress";
import type { RenderContext } from "@dekube/engine/pacts/proxy";
import { block, type Line } from "./blocks.ts";
import { quote } from "./quote.ts";
import { responseHeaderLines } from "./response_headers.ts";
import { pathChange } from "./path_change.ts";
import { redirectLine } from "./redirect_line.ts";
import { statusOf } from "./status.ts";
import { reverseProxy } from "./upstream.ts";

/** What a request has that is random: its number, of which this many hexadecimal digits are looked at. */
const [NUMBER, DIGITS] = ["{http.request.uuid}", 8];

/** The directives that lead to a route's backend, or to one of its backends by their weights. */
export function backendLines(entry: IngressEntry, id: string, ctx: RenderContext): Line[] {
  const { backends } = entry;
  if (!backends) return reverseProxy(entry, id, ctx);
  const sharing = backends.filter(({ weight }) => weight > 0);
  if (sharing.length === 0) return ["respond 500"];
  if (sharing.length === 1) return shareLines(sharing[0], entry, `${id}b1`, ctx);
  const whole = sharing.reduce((sum, { weight }) => sum + weight, 0);
  let sum = 0;
  const shares = sharing.flatMap((backend, index): Line[] => {
    sum += backend.weight;
    const lines = shareLines(backend, entry, `${id}b${index + 1}`, ctx);
    if (index === sharing.length - 1) return [block("handle", lines)];
    const end = Math.floor(sum / whole * 16 ** DIGITS).toString(16).padStart(DIGITS, "0");
    const name = `@${id}b${index + 1}`;
    return [
      `${name} expression ${quote(`${NUMBER} < '${end}'`)}`,
      block(`handle ${name}`, lines),
    ];
  });
  return [block("route", shares)];
}

function shareLines(
  backend: WeightedBackend,
  entry: IngressEntry,
  id: string,
  ctx: RenderContext,
): Line[] {
  const { weight: _, status, rewrite, redirect, requestHeaders, responseHeaders, ...address } =
    backend;
  if (status !== undefined) return [`respond ${statusOf(status)}`];
  const before = [
    ...responseHeaderLines(responseHeaders, entry, ctx),
    ...(rewrite ? pathChange({ rewrite }, `${id}x`) : []),
  ];
  // Caddy redirects before it changes a path, but in a route.
  if (redirect) return [block("route", [...before, redirectLine(redirect)])];
  return [
    ...before,
    ...reverseProxy({ ...withoutAddress(entry), ...address }, id, ctx, { requestHeaders }),
  ];
}

/** What is about the route's own backend is not about another. */
function withoutAddress(
  { serverCaSecret: _, serverCaIsPublic: _2, serverSni: _3, upstreamHost: _4, ...rest }:
    IngressEntry,
): IngressEntry {
  return rest;
}
