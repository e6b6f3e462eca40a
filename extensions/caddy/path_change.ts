/**
 * What happens to a path on its way to the backend.
 *
 * @module
 */

import { withoutEnd } from "@dekube/engine/pacts";
import type { IngressEntry } from "@dekube/engine/pacts";
import { writtenRegex } from "@dekube/engine/pacts/proxy";
import { block, type Line } from "./blocks.ts";
import { quote, quoteLiteral } from "./quote.ts";
import { toGoRegex } from "./regex.ts";

/**
 * The directives that change the path; `id` is a name for matchers that nothing else in the site
 * has.
 *
 * @throws {Unwritable} where something of the entry can't stand in a Caddyfile.
 */
export function pathChange(
  { stripPrefix, rewrite }: Pick<IngressEntry, "stripPrefix" | "rewrite">,
  id: string,
): Line[] {
  const prefix = asSent(withoutEnd(stripPrefix ?? "", "/"));
  return [
    ...(prefix === "" ? [] : [`uri strip_prefix ${quoteLiteral(prefix)}`]),
    ...(rewrite ? [rewriteRoute(rewrite, id)] : []),
  ];
}

/** As in nginx and HAProxy, a path that the pattern matches anywhere is replaced as a whole. */
function rewriteRoute(
  { pattern, replacement }: { pattern: string; replacement: string },
  id: string,
): Line {
  const regex = writtenRegex(asSent(pattern), toGoRegex);
  const whole = quote(`(?s:^.*?)(?:${regex})(?s:.*)$`);
  const [, path, query] = /^([^?]*)\??([^]*)$/.exec(replacement)!;
  return block("route", [
    // The path as the route's own matcher saw it: decoded, without `..` and double slashes. No
    // path has the prefix; looking for it is what tidies up.
    "rewrite * {path}",
    "uri strip_prefix /./",
    ...(query === "" ? [] : [
      `@${id} path_regexp ${whole}`,
      block(`route @${id}`, [`rewrite * ${queryTemplate(query, id)}`]),
    ]),
    `uri path_regexp ${whole} ${pathTemplate(path)}`,
  ]);
}

/**
 * A replacement with groups `$1` as Go writes them; `\{` keeps Caddy from reading `{1}` as its own.
 */
function pathTemplate(path: string): string {
  const rooted = path.startsWith("/") ? path : `/${path}`;
  return quote(
    rooted.replace(
      /\$(\d)|[{}$]/g,
      (char, group) => group !== undefined ? `$\\{${group}\\}` : char === "$" ? "$$" : `\\${char}`,
    ),
  );
}

/** The query that a replacement asks for, before the request's own. */
function queryTemplate(query: string, id: string): string {
  const template = query.replace(
    /\$(\d)|[{}]/g,
    (char, group) => group !== undefined ? `{re.${id}.${group}}` : `\\${char}`,
  );
  return quote(`?${template}&{query}`);
}

/** Caddy changes paths as they are sent: what is not ASCII is there in percent-encoding. */
function asSent(text: string): string {
  return text.toWellFormed().replace(/[^ -~]+/g, encodeURIComponent);
}
