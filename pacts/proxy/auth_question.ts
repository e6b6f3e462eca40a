/**
 * What a route's forward auth asks another server, in values that any proxy can write.
 *
 * @module
 */

import type { IngressEntry } from "../ingress/entry.ts";
import { isHeaderName } from "../ingress/response_headers.ts";
import { forwardAuthTarget } from "./forward_auth.ts";
import { validHeaders } from "./headers.ts";
import type { RenderContext } from "./render_context.ts";
import { Unwritable } from "./unwritable.ts";

/** What is asked before a request is let in. Texts may hold the variables of a template. */
export interface AuthQuestion {
  /** The server that is asked, as a route leads to it. */
  server: IngressEntry;
  /** It is outside of the project, so its certificate must be one that the world trusts. */
  isPublic: boolean;
  /** Path and query to ask for. */
  uri: string;
  /** Method to ask by. */
  method: string;
  /** Headers of the question beside those of the request. */
  requestHeaders: [name: string, value: string][];
  /** Names of the answer's headers that the backend gets, in place of the client's own. */
  responseHeaders: readonly string[];
  /** Where a request goes that is answered with 401. */
  signin?: string;
}

/**
 * What has to be asked for a route; `undefined` where nothing has.
 *
 * @throws {Unwritable} where it can't be asked.
 *
 * @example
 * ```ts
 * import { type IngressEntry } from "@dekube/engine/pacts";
 * import { authQuestion, sitesOf } from "@dekube/engine/pacts/proxy";
 * import { testContext } from "@dekube/engine/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const entry: IngressEntry = {
 *   host: "shop.example",
 *   path: "/",
 *   upstream: "web:80",
 *   scheme: "http",
 *   forwardAuth: { url: "http://auth.example/check", responseHeaders: ["X-User"] },
 * };
 * const ctx = testContext([]);
 * const { server, uri, method } = authQuestion(entry, { ...ctx, sites: sitesOf([entry], ctx) })!;
 * assertEquals([server.upstream, uri, method], ["auth.example:80", "/check", "GET"]);
 * ```
 */
export function authQuestion(
  entry: IngressEntry,
  ctx: Pick<RenderContext, "sites" | "services" | "report">,
): AuthQuestion | undefined {
  const { forwardAuth } = entry;
  if (forwardAuth === undefined) return undefined;
  const { url, method = "GET", responseHeaders, signin } = forwardAuth;
  const target = forwardAuthTarget(entry, ctx.sites, ctx);
  if (!target) throw new Unwritable(`"${url}" is no URL that can be asked`);
  if (!/^[A-Z]+$/.test(method)) throw new Unwritable(`"${method}" is no method`);
  const requestHeaders = validHeaders(forwardAuth.requestHeaders, entry, ctx);
  for (const name of responseHeaders) {
    if (!isHeaderName(name)) throw new Unwritable(`"${name}" is no name of a header`);
  }
  const { backend, uri, isPublic } = target;
  return {
    server: { ...entry, timeouts: undefined, retries: undefined, ...backend },
    isPublic,
    uri,
    method,
    requestHeaders,
    responseHeaders,
    ...(signin ? { signin } : {}),
  };
}
