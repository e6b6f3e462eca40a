/**
 * Headers that routes set: what is no name of a header is left out, and said.
 *
 * @module
 */

import type { ConvertContext } from "../context.ts";
import type { IngressEntry } from "../ingress/entry.ts";
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
): [name: string, value: string][] {
  return Object.entries(headers ?? {}).filter(([name]) => {
    if (isHeaderName(name)) return true;
    ctx.report(resource).warn(
      "bad-header",
      `${JSON.stringify(name)} is not the name of a header; it is left out`,
    );
    return false;
  });
}
