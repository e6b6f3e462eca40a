/**
 * Which requests a route takes, as a matcher of a Caddyfile.
 *
 * @module
 */

import type { RequestMatch, ValueMatch } from "@dekube/engine/pacts/ingress";
import { isHeaderName, isNetwork } from "@dekube/engine/pacts/ingress";
import { type MatchedRoute, Unwritable, writtenRegex } from "@dekube/engine/pacts/proxy";
import { block, type Line } from "./blocks.ts";
import { quote } from "./quote.ts";
import { escapeRegex, toGoRegex } from "./regex.ts";

/**
 * The matcher of a route under a name; `undefined` where it takes any request.
 *
 * @throws {Unwritable} where a condition can't stand in a Caddyfile.
 */
export function matcherLine({ pattern, entry }: MatchedRoute, name: string): Line | undefined {
  const { match } = entry;
  const path = pattern === undefined ? [] : [`path_regexp ${quote(pattern)}`];
  const lines = [...path, ...(match ? conditions(match) : [])];
  if (lines.length === 0) return undefined;
  return lines.length === 1 ? `@${name} ${lines[0]}` : block(`@${name}`, lines);
}

function conditions({ methods = [], sources = [], ...values }: RequestMatch): string[] {
  for (const method of methods) {
    if (!/^[A-Z]+$/.test(method)) throw new Unwritable(`"${method}" is no method`);
  }
  const networks = sources.filter(isNetwork);
  if (sources.length > 0 && networks.length === 0) {
    throw new Unwritable("none of the networks that it is for is one");
  }
  const tests = [
    ...(values.headers ?? []).map((match) => test("header", match)),
    ...(values.query ?? []).map((match) => test("uri.query", match)),
    ...(values.cookies ?? []).map((match) => test("cookie", match)),
  ];
  return [
    ...(methods.length > 0 ? [`method ${methods.join(" ")}`] : []),
    ...(networks.length > 0 ? [`client_ip ${networks.join(" ")}`] : []),
    ...(tests.length > 0 ? [`expression ${quote(tests.join(" && "))}`] : []),
  ];
}

function test(where: string, { name, value, type = "Exact", not }: ValueMatch): string {
  const isName = where === "header" ? isHeaderName(name) : /^[\w-]+(?:\.[\w-]+)*$/.test(name);
  if (!isName) throw new Unwritable(`"${name}" is no name that Caddy can look up`);
  // Go keeps the host apart from all other headers; there is one.
  const isHost = where === "header" && name.toLowerCase() === "host";
  const found = isHost ? "{http.request.hostport}" : `{http.request.${where}.${name}}`;
  const written = isHost && value !== undefined && type === "Exact"
    ? `${found} == ${celText(value)}`
    : valueTest(found, value, type);
  return not ? `!(${written})` : written;
}

function valueTest(found: string, value: string | undefined, type: "Exact" | "Regex"): string {
  const isThere = `${found} != ""`;
  if (value === undefined) return isThere;
  const regex = type === "Exact" ? escapeRegex(value) : writtenRegex(value, toGoRegex);
  // Where a name is there several times, Caddy has all its values in one text, and each of them counts.
  const matches = `${found}.matches(${celText(`(?:^|, ?)(?:${regex})(?:,|$)`)})`;
  // What is not there is an empty text, which an expression may take.
  return type === "Exact" ? matches : `(${isThere} && ${matches})`;
}

/** A text of the Common Expression Language. Caddy takes braces for placeholders in texts, too. */
export function celText(text: string): string {
  const escaped = [...text.toWellFormed()].map((char) =>
    /[\w ./:,;=+*?()^|-]/.test(char)
      ? char
      : `\\U${char.codePointAt(0)!.toString(16).padStart(8, "0")}`
  );
  return `'${escaped.join("")}'`;
}
