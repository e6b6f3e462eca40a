/**
 * Whether a route is served, or answers 403: one that can't be kept as it is meant is closed, never left open.
 *
 * @module
 */

import type { IngressEntry } from "../ingress/entry.ts";
import type { ProxyProfile } from "./profile.ts";
import type { RenderContext } from "./render_context.ts";
import type { MatchedRoute } from "./site_routes.ts";
import { Unwritable } from "./unwritable.ts";

/** Answers of a route that is not served, which must not tell a stranger why. */
const FORBIDDEN = "forbidden: access restriction can't be kept, see dekube's diagnostics";
const UNWRITABLE = "forbidden: this route can't be kept, see dekube's diagnostics";

/** The two ways to write a route. */
export interface RouteWriter<T> {
  /** Serves it. Throws {@linkcode Unwritable} where a value of it can't stand in the config. */
  serve(): T;
  /** Answers 403 with this text. */
  close(text: string): T;
}

/** What has to be known to close a route. */
export interface ClosingContext extends Pick<RenderContext, "report" | "closed"> {
  /** What is the proxy's own. */
  readonly profile: Pick<ProxyProfile, "extension" | "config" | "refusesPath" | "guards">;
}

/**
 * Writes a route: as one that is served, or as one that is closed, and then an error says why.
 *
 * @example
 * ```ts
 * import { Diagnostics } from "@dekube/engine/pacts";
 * import { serveOrClose, Unwritable } from "@dekube/engine/pacts/proxy";
 * import { assertEquals } from "@std/assert";
 *
 * const entry = { host: "shop.example", path: "/", upstream: "web:80", scheme: "http" } as const;
 * const diagnostics = new Diagnostics();
 * const written = serveOrClose({ entry, number: 1 }, {
 *   serve() {
 *     throw new Unwritable("it holds a control character");
 *   },
 *   close: () => "403",
 * }, {
 *   report: diagnostics.report.bind(diagnostics),
 *   closed: new Set(),
 *   profile: { extension: "plain", config: "plain.conf", refusesPath: "Plain can't match", guards: [] },
 * });
 * assertEquals(written, "403");
 * assertEquals([...diagnostics].map(({ code }) => code), ["unwritable-route"]);
 * ```
 */
export function serveOrClose<T>(
  { entry, widened, unwritable }: MatchedRoute,
  writer: RouteWriter<T>,
  ctx: ClosingContext,
): T {
  const close = (text: string) => {
    ctx.closed.add(entry);
    return writer.close(text);
  };
  const { host, path, pathType, resource } = entry;
  const { refusesPath, config } = ctx.profile;
  const reporter = ctx.report(resource);
  if (widened !== undefined) {
    reporter.error(
      pathType === "Regex" ? "unsupported-regex" : "unwritable-route",
      `${refusesPath} the path "${path}" of ${host} (${widened}), so all that it might match answers 403`,
    );
    return close(UNWRITABLE);
  }
  if (isUnkept(entry, ctx)) return close(FORBIDDEN);
  try {
    if (unwritable) throw unwritable;
    return writer.serve();
  } catch (error) {
    if (!(error instanceof Unwritable)) throw error;
    if (error.isSaid) return close(UNWRITABLE);
    reporter.error(
      "unwritable-route",
      `${host}${path} answers 403: a value of it can't stand in ${config}, because ${error.message}`,
    );
    return close(UNWRITABLE);
  }
}

const GUARDS = ["forwardAuth", "basicAuth", "allowedSources", "clientCertificate"] as const;

/**
 * Whether there is a restriction that can't be kept. The engine denies such routes; this is for the day it doesn't.
 */
function isUnkept(
  entry: IngressEntry,
  { profile: { guards, extension }, report }: ClosingContext,
): boolean {
  if (entry.denied !== undefined) return true;
  const unkept = GUARDS.filter((guard) => entry[guard] !== undefined && !guards.includes(guard));
  for (const guard of unkept) {
    report(entry.resource).error(
      "unsupported-guard",
      `${entry.host}${entry.path} answers 403: its ${guard} can't be kept by ${extension}`,
    );
  }
  return unkept.length > 0;
}
