/**
 * Cross-origin resource sharing, which Caddy has no directive for.
 *
 * @module
 */

import type { IngressEntry } from "@dekube/engine/pacts";
import { corsAnswer, type CorsHeader, type RenderContext } from "@dekube/engine/pacts/proxy";
import { block, type Line } from "./blocks.ts";
import { celText } from "./matcher.ts";
import { quote, quoteLiteral } from "./quote.ts";

const ORIGIN = "{http.request.header.Origin}";

/**
 * Answers preflights, and lets pages of allowed origins read all other answers: what the backend says of that itself
 * does not count. `id` is a name for matchers that nothing else in the site has.
 */
export function corsLines(entry: IngressEntry, id: string, ctx: RenderContext): Line[] {
  const answer = entry.cors && corsAnswer(entry.cors, entry, ctx);
  if (!answer) return [];
  const { pattern, origin, headers, preflight, answers } = answer;
  const isAllowed = pattern === undefined
    ? `${ORIGIN} != ""`
    : `${ORIGIN}.matches(${celText(pattern)})`;
  const allowed = [
    `Access-Control-Allow-Origin ${origin === "*" ? '"*"' : `"${ORIGIN}"`}`,
    ...headers.map(headerLine),
  ];
  // What is answered depends on who asks.
  const varies = origin === "*" ? [] : ["+Vary Origin"];
  const isPreflight = '{http.request.header.Access-Control-Request-Method} != ""';
  const asked = answers === "options" ? isAllowed : `${isAllowed} && ${isPreflight}`;
  return [
    block(`@${id}p`, ["method OPTIONS", `expression ${quote(asked)}`]),
    block(`handle @${id}p`, [
      block("header", [...allowed, ...preflight.map(headerLine), ...varies]),
      "respond 204",
    ]),
    // Others' are answered as well, and let nothing in.
    answers === "options"
      ? `@${id}q method OPTIONS`
      : block(`@${id}q`, ["method OPTIONS", `expression ${quote(isPreflight)}`]),
    block(`handle @${id}q`, ["respond 204"]),
    `@${id}o expression ${quote(isAllowed)}`,
    // Of deferred headers the last come first.
    block(`header @${id}o`, [...allowed, ...varies, "defer"]),
    block("header", [...CORS_HEADERS.map((name) => `-${name}`), "defer"]),
  ];
}

const CORS_HEADERS = [
  "Access-Control-Allow-Origin",
  "Access-Control-Allow-Credentials",
  "Access-Control-Expose-Headers",
];

function headerLine([name, value]: CorsHeader): string {
  return `${name} ${
    typeof value === "string" ? quoteLiteral(value) : `"{http.request.header.${value.repeats}}"`
  }`;
}
