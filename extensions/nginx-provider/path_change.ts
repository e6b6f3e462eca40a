/**
 * What happens to a path on its way to the backend.
 *
 * @module
 */

import { withoutEnd } from "@dekube/engine/pacts";
import type { IngressEntry } from "@dekube/engine/pacts";
import { writtenRegex } from "@dekube/engine/pacts/proxy";
import type { Line } from "./blocks.ts";
import { type Changer, setChangedUri, usesChangedUri } from "./changed_uri.ts";
import { DOLLAR, quote } from "./quote.ts";
import { escapeRegex, toNginxRegex } from "./regex.ts";

/**
 * The directives that change the path. They end the rewriting of a location, since a path that has changed would find
 * another location otherwise.
 *
 * @throws {Unwritable} where something of the entry can't stand in nginx.conf.
 */
export function pathChange(entry: IngressEntry, changer: Changer = "route"): Line[] {
  const { stripPrefix, rewrite } = entry;
  const prefix = withoutEnd(stripPrefix ?? "", "/");
  const changes = [
    ...(prefix === ""
      ? []
      : [`rewrite ${quote(`(?s)^${escapeRegex(prefix)}(?:/+(.*))?\\z`)} "/$1"`]),
    ...(rewrite ? [rewritten(rewrite)] : []),
  ];
  if (changes.length === 0) return [];
  return [...changes, ...(usesChangedUri(entry) ? [setChangedUri(changer)] : []), "break"];
}

/** A path that the pattern matches anywhere is replaced as a whole. */
function rewritten({ pattern, replacement }: NonNullable<IngressEntry["rewrite"]>): Line {
  const regex = writtenRegex(pattern, (source) => toNginxRegex(source));
  const rooted = replacement.startsWith("/") ? replacement : `/${replacement}`;
  const words = rooted.replace(/\$(?!\d)/g, `\${${DOLLAR}}`);
  return `rewrite ${quote(regex)} ${quote(words)}`;
}
