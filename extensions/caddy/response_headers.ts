/**
 * What becomes of the headers of answers.
 *
 * @module
 */

import type { IngressEntry } from "@dekube/engine/pacts";
import type { HeaderChanges } from "@dekube/engine/pacts/ingress";
import { type RenderContext, validChanges } from "@dekube/engine/pacts/proxy";
import { block, type Line } from "./blocks.ts";
import { quoteLiteral } from "./quote.ts";

/** Deferred, so that they replace what the backend sends under the same names. */
export function responseHeaderLines(
  changes: HeaderChanges | undefined,
  entry: IngressEntry,
  ctx: RenderContext,
): Line[] {
  const { remove, set, add } = validChanges(changes, entry, ctx);
  // Where a line begins, `import` and `defer` are Caddy's own words; a header's case means nothing.
  const capital = (name: string) => `${name[0].toUpperCase()}${name.slice(1)}`;
  const isSet = new Set(set.map(([name]) => name.toLowerCase()));
  const lines = [
    ...remove.filter((name) => !isSet.has(name.toLowerCase())).map((name) => `-${name}`),
    ...set.map(([name, value]) => `${capital(name)} ${quoteLiteral(value)}`),
    ...add.map(([name, value]) => `+${name} ${quoteLiteral(value)}`),
  ];
  return lines.length === 0 ? [] : [block("header", [...lines, "defer"])];
}
