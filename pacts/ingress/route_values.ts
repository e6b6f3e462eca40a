/**
 * Values of routes that a proxy's config has to name: what is no such thing is left out, and said.
 *
 * @module
 */

import type { ConvertContext } from "../context.ts";
import { isNetwork } from "./hosts.ts";
import type { IngressEntry } from "./ingress.ts";

/**
 * Whether a text is the name of a header that any proxy takes as it is.
 *
 * @example
 * ```ts
 * import { isHeaderName } from "@dekube/engine/pacts";
 * import { assert } from "@std/assert";
 *
 * assert(isHeaderName("X-User") && !isHeaderName("a b") && !isHeaderName(""));
 * ```
 */
export function isHeaderName(text: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9_-]*$/.test(text);
}

/**
 * Headers of a route whose names are names.
 *
 * @example
 * ```ts
 * import { Diagnostics, validHeaders } from "@dekube/engine/pacts";
 * import { assertEquals } from "@std/assert";
 *
 * const diagnostics = new Diagnostics();
 * assertEquals(validHeaders({ "X-A": "1", "a b": "2" }, {}, { diagnostics }), [["X-A", "1"]]);
 * assertEquals([...diagnostics][0].code, "bad-header");
 * ```
 */
export function validHeaders(
  headers: Readonly<Record<string, string>> | undefined,
  { resource }: Pick<IngressEntry, "resource">,
  ctx: Pick<ConvertContext, "diagnostics">,
): [name: string, value: string][] {
  return Object.entries(headers ?? {}).filter(([name]) => {
    if (isHeaderName(name)) return true;
    ctx.diagnostics.warn(
      "bad-header",
      `${JSON.stringify(name)} is not the name of a header; it is left out`,
      { resource },
    );
    return false;
  });
}

/**
 * The networks of `allowedSources` that are networks; none lets nobody in.
 *
 * @example
 * ```ts
 * import { Diagnostics, validNetworks } from "@dekube/engine/pacts";
 * import { assertEquals } from "@std/assert";
 *
 * const diagnostics = new Diagnostics();
 * assertEquals(validNetworks(["::1", "all"], {}, { diagnostics }), ["::1"]);
 * assertEquals([...diagnostics][0].code, "bad-network");
 * ```
 */
export function validNetworks(
  sources: readonly string[],
  { resource }: Pick<IngressEntry, "resource">,
  ctx: Pick<ConvertContext, "diagnostics">,
): string[] {
  return sources.filter((source) => {
    if (isNetwork(source)) return true;
    ctx.diagnostics.warn(
      "bad-network",
      `${JSON.stringify(source)} is no address and no network, so nobody is let in from there`,
      { resource },
    );
    return false;
  });
}
