/**
 * What happens to a path on its way to the backend.
 *
 * @module
 */

import type { IngressEntry } from "@dekube/engine/pacts";
import { Unwritable } from "@dekube/engine/pacts/proxy";
import type { Line } from "./blocks.ts";
import { DOLLAR, quote } from "./quote.ts";
import { escapeRegex, toNginxRegex } from "./regex.ts";

/**
 * The directives that change the path.
 *
 * @throws {Unwritable} where something of the entry can't stand in nginx.conf.
 */
export function pathChange({ stripPrefix, rewrite }: IngressEntry): Line[] {
  const prefix = stripPrefix?.replace(/\/+$/, "") ?? "";
  return [
    ...(prefix === "" ? [] : [
      `rewrite ${quote(`^${escapeRegex(prefix)}(?:/+(.*))?$`)} "/$1"${rewrite ? "" : " break"}`,
    ]),
    ...(rewrite ? [rewritten(rewrite)] : []),
  ];
}

/** A path that the pattern matches anywhere is replaced as a whole. */
function rewritten({ pattern, replacement }: NonNullable<IngressEntry["rewrite"]>): Line {
  const regex = toNginxRegex(pattern);
  if (regex === undefined) {
    throw new Unwritable(`the rewrite pattern "${pattern}" is not one that nginx is sure to take`);
  }
  const rooted = replacement.startsWith("/") ? replacement : `/${replacement}`;
  const words = rooted.replace(/\$(?!\d)/g, `\${${DOLLAR}}`);
  return `rewrite ${quote(regex)} ${quote(words)} break`;
}
