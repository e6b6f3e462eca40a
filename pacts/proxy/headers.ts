/**
 * Headers that routes set: what is no name of a header is left out, and said.
 *
 * @module
 */

import type { ConvertContext } from "../context.ts";
import type { IngressEntry } from "../ingress/entry.ts";
import type { HeaderChanges } from "../ingress/header_changes.ts";
import { isHeaderName } from "../ingress/response_headers.ts";

/**
 * Headers of a route whose names are names.
 *
 * @example
 * ```ts
 * import { Diagnostics } from "@dekube/engine/pacts";
 * import { validHeaders } from "@dekube/engine/pacts/proxy";
 * import { assertEquals } from "@std/assert";
 *
 * const diagnostics = new Diagnostics();
 * assertEquals(validHeaders({ "X-A": "1", "a b": "2" }, {}, diagnostics), [["X-A", "1"]]);
 * assertEquals([...diagnostics][0].code, "bad-header");
 * ```
 */
export function validHeaders(
  headers: Readonly<Record<string, string>> | undefined,
  { resource }: Pick<IngressEntry, "resource">,
  ctx: Pick<ConvertContext, "report">,
): Header[] {
  return Object.entries(headers ?? {}).filter(([name]) => {
    if (isHeaderName(name)) return true;
    ctx.report(resource).warn(
      "bad-header",
      `${JSON.stringify(name)} is not the name of a header; it is left out`,
    );
    return false;
  });
}

/** A header and its value. */
export type Header = [name: string, value: string];

/**
 * Changes of headers whose names are names.
 *
 * @example
 * ```ts
 * import { Diagnostics } from "@dekube/engine/pacts";
 * import { validChanges } from "@dekube/engine/pacts/proxy";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(validChanges({ remove: ["X-A", "a b"], set: { "X-B": "1" } }, {}, new Diagnostics()), {
 *   remove: ["X-A"],
 *   set: [["X-B", "1"]],
 *   add: [],
 * });
 * ```
 */
export function validChanges(
  { remove = [], set, add }: HeaderChanges = {},
  entry: Pick<IngressEntry, "resource">,
  ctx: Pick<ConvertContext, "report">,
): { remove: string[]; set: Header[]; add: Header[] } {
  const removed = validHeaders(Object.fromEntries(remove.map((name) => [name, ""])), entry, ctx);
  return {
    remove: removed.map(([name]) => name),
    set: validHeaders(set, entry, ctx),
    add: validHeaders(add, entry, ctx),
  };
}
