/**
 * One entry as a `handle` block.
 *
 * @module
 */

import {
  type ConvertContext,
  type IngressEntry,
  type Site,
  validHeaders,
} from "@dekube/engine/pacts";
import { block, type Line } from "./blocks.ts";
import { guardLines } from "./guards.ts";
import { pathChange } from "./path_change.ts";
import { pathPattern } from "./path_pattern.ts";
import { quote, quoteLiteral, quoteTemplate, Unwritable } from "./quote.ts";
import { caddySize } from "./size.ts";
import { reverseProxy } from "./upstream.ts";

/** Answers of a route that is not served, which must not tell a stranger why. */
const FORBIDDEN =
  `respond "forbidden: access restriction can't be kept, see dekube's diagnostics" 403`;
const UNWRITABLE = `respond "forbidden: this route can't be kept, see dekube's diagnostics" 403`;

/**
 * The matcher and the block of an entry; `id` is a name for it that nothing else in the site has,
 * `sites` all that Caddy serves.
 */
export function routeLines(
  entry: IngressEntry,
  id: string,
  sites: readonly Site[],
  ctx: ConvertContext,
): Line[] {
  const { pattern, widened } = pathPattern(entry);
  let body: Line[];
  if (widened) {
    ctx.diagnostics.error(
      "unsupported-regex",
      `Caddy's regular expressions can't keep the path "${entry.path}" of ${entry.host}, so all that it might match answers 403`,
      { resource: entry.resource },
    );
    body = [UNWRITABLE];
  } else {
    body = handlerLines(entry, id, sites, ctx);
  }
  return pattern === undefined
    ? [block("handle", body)]
    : [`@${id} path_regexp ${quote(pattern)}`, block(`handle @${id}`, body)];
}

function handlerLines(
  entry: IngressEntry,
  id: string,
  sites: readonly Site[],
  ctx: ConvertContext,
): Line[] {
  const { host, path, resource } = entry;
  if (isUnkept(entry, ctx)) return [FORBIDDEN];
  try {
    const guards = guardLines(entry, id, sites, ctx);
    const lines = [
      ...responseHeaders(entry, ctx),
      ...requestBody(entry, ctx),
      ...answer(entry, id, ctx),
      ...(entry.extraDirectives ?? []).flatMap((lines) => lines.split("\n")),
    ];
    // In a route the guards come first; elsewhere Caddy has an order of its own.
    return guards.length > 0 ? [block("route", [...guards, block("handle", lines)])] : lines;
  } catch (error) {
    if (!(error instanceof Unwritable)) throw error;
    ctx.diagnostics.error(
      "unwritable-route",
      `${host}${path} answers 403: a value of it can't stand in a Caddyfile, because ${error.message}`,
      { resource },
    );
    return [UNWRITABLE];
  }
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
    `${entry.host}${entry.path} answers 403: its clientCertificate can't be kept by caddy`,
    { resource: entry.resource },
  );
  return true;
}

function answer(entry: IngressEntry, id: string, ctx: ConvertContext): Line[] {
  const { redirect, rateLimit, host, path, resource } = entry;
  if (rateLimit) {
    ctx.diagnostics.warn(
      "unsupported-rate-limit",
      `Caddy can't limit rates without a plugin, so ${host}${path} has no limit`,
      { resource },
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
function responseHeaders({ responseHeaders, resource }: IngressEntry, ctx: ConvertContext): Line[] {
  // Where a line begins, `import` and `defer` are Caddy's own words; a header's case means nothing.
  const lines = validHeaders(responseHeaders, { resource }, ctx)
    .map(([name, value]) => `${name[0].toUpperCase()}${name.slice(1)} ${quoteLiteral(value)}`);
  return lines.length === 0 ? [] : [block("header", [...lines, "defer"])];
}

function requestBody({ maxBodySize, resource }: IngressEntry, ctx: ConvertContext): Line[] {
  if (maxBodySize === undefined) return [];
  const size = caddySize(maxBodySize);
  if (size === undefined) {
    ctx.diagnostics.warn(
      "bad-size",
      `${JSON.stringify(maxBodySize)} is not a size, so request bodies are not limited`,
      { resource },
    );
  }
  return size ? [block("request_body", [`max_size ${size}`])] : [];
}
