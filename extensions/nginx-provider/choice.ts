/**
 * Which route of a site a request takes, where more than its path decides: nginx has no conditions on locations. So a
 * variable names the route, and one location sends each request on to the location of that name.
 *
 * @module
 */

import {
  isHeaderName,
  isNetwork,
  type RequestMatch,
  type ValueMatch,
} from "@dekube/engine/pacts/ingress";
import {
  type MatchedRoute,
  Unwritable,
  writableMatch,
  writtenRegex,
} from "@dekube/engine/pacts/proxy";
import { block, type Line } from "./blocks.ts";
import type { Definitions } from "./definitions.ts";
import { quote } from "./quote.ts";
import { escapeRegex, toNginxRegex } from "./regex.ts";

/** A route with a name, by which it is found. */
export interface NamedRoute {
  /** The route; one whose conditions can't be written takes what they would let through, and is to be closed. */
  route: MatchedRoute;
  /** Its name. */
  id: string;
}

/** Whether more than its path decides which route of a site a request takes. */
export function needsChoice(routes: readonly Pick<MatchedRoute, "entry">[]): boolean {
  return routes.some(({ entry }) => entry.match !== undefined);
}

/** The location that sends requests on, and the routes, of which the first that matches is the one. */
export function choiceOf(
  routes: readonly NamedRoute[],
  takesAll: boolean,
  definitions: Definitions,
): { lines: Line[]; routes: NamedRoute[] } {
  const read = routes.map(({ route, id }) => ({ id, ...readRoute(route, definitions) }));
  const last = takesAll ? read.at(-1) : undefined;
  const tested = last ? read.slice(0, -1) : read;
  const chosen = definitions.map(`"${tested.map(({ test }) => test).join("")}"`, [
    `default ${last?.id ?? NONE}`,
    ...tested.map(({ id }, index) => `"~^0{${index}}1" ${id}`),
  ]);
  return {
    routes: read,
    lines: [
      block("location /", [`try_files /.dekube-none @${chosen}`]),
      ...(last ? [] : [block(`location @${NONE}`, ["return 404"])]),
    ],
  };
}

const NONE = "dekube-none";

/** The route, and the variable that says whether a request is for it. */
function readRoute(
  route: MatchedRoute,
  definitions: Definitions,
): { route: MatchedRoute; test: string } {
  const { entry: { match = {} }, pattern } = route;
  const path = pattern === undefined ? [] : [definitions.test("$uri", quote(`~${pattern}`))];
  try {
    return { route, test: all([...path, ...conditions(match, definitions)], definitions) };
  } catch (error) {
    if (!(error instanceof Unwritable)) throw error;
    const left = writableMatch(match, (one) => conditions(one, definitions));
    return {
      route: { ...route, unwritable: error },
      test: all([...path, ...conditions(left, definitions)], definitions),
    };
  }
}

/** `1` where all of some variables are. */
function all(tests: readonly string[], definitions: Definitions): string {
  if (tests.length === 0) return "1";
  if (tests.length === 1) return `\${${tests[0].slice(1)}}`;
  const both = definitions.map(`"${tests.join("")}"`, [
    "default 0",
    `"${"1".repeat(tests.length)}" 1`,
  ]);
  return `\${${both.slice(1)}}`;
}

function conditions(
  { methods = [], headers = [], query = [], cookies = [], sources = [] }: RequestMatch,
  definitions: Definitions,
): string[] {
  for (const method of methods) {
    if (!/^[A-Z]+$/.test(method)) throw new Unwritable(`"${method}" is no method`);
  }
  const networks = sources.filter(isNetwork);
  if (sources.length > 0 && networks.length === 0) {
    throw new Unwritable("none of the networks that it is for is one");
  }
  return [
    ...(methods.length > 0
      ? [definitions.test("$request_method", quote(`~^(?:${methods.join("|")})$`))]
      : []),
    ...headers.map((match) => headerTest(match, definitions)),
    ...query.map((match) => queryTest(match, definitions)),
    ...cookies.map((match) =>
      valueTest(
        match,
        part(match.name, "$http_cookie", "; *", definitions),
        escapeRegex,
        definitions,
      )
    ),
    ...(networks.length > 0 ? [definitions.clientIn(networks)] : []),
  ];
}

/**
 * The first parameter of a name is looked at, its value as the client encoded it. One that is there again counts as one
 * that matches: a route that guards must not be got round by another of the same name.
 */
function queryTest(match: ValueMatch, definitions: Definitions): string {
  const { name, value, not } = match;
  const first = valueTest(match, part(name, "$args", "&", definitions), encoded, definitions);
  if (value === undefined || not) return first;
  const again = definitions.test(
    "$args",
    quote(`~(?:^|&)${encoded(name)}(?:=[^&]*)?&(?:.*&)?${encoded(name)}(?:=|&|$)`),
  );
  return definitions.test(`"${first}${again}"`, '"~1"');
}

function headerTest(match: ValueMatch, definitions: Definitions): string {
  if (!isHeaderName(match.name)) throw new Unwritable(`"${match.name}" is no name of a header`);
  const variable = `$http_${match.name.toLowerCase().replaceAll("-", "_")}`;
  // A header that is there has a value: it stands behind the sign that a part of a list has before its own.
  const found = definitions.map(variable, ['"" ""', `default "=${variable}"`]);
  return valueTest(match, found, escapeRegex, definitions, ["(?:.*, ?)?", "(?:,.*)?"]);
}

/** A variable with the first part of a list that has a name, as `=value`; empty where there is none. */
function part(name: string, list: string, separator: string, definitions: Definitions): string {
  const named = `${encoded(name)}(?:=|[&;]|$)`;
  const behind = separator === "&" ? "[^&]*&" : "[^;]*; *";
  const value = separator === "&" ? "[^&]*" : "[^;]*";
  return definitions.map(list, [
    'default ""',
    `${
      quote(`~^(?:(?!${named})${behind})*${encoded(name)}(?:=(?<dekube_value>${value}))?(?:[&;]|$)`)
    } "=$dekube_value"`,
  ]);
}

/**
 * A variable that says whether the value behind a sign in another is the one that is asked for, with other values of a
 * list around it.
 */
function valueTest(
  { value, type = "Exact", not }: ValueMatch,
  found: string,
  spelled: (text: string) => string,
  definitions: Definitions,
  [before, behind]: readonly [before: string, behind: string] = ["", ""],
): string {
  const regex = value === undefined
    ? ".*"
    : type === "Exact"
    ? spelled(value)
    : writtenRegex(value, (source) => toNginxRegex(source, BEHIND_SIGN));
  const expression = quote(`~^=${before}(?:${regex})${behind}$`);
  return not
    ? definitions.map(found, ["default 1", `${expression} 0`])
    : definitions.test(found, expression);
}

/** Where a value begins, which is what `^` means in its expression. */
const BEHIND_SIGN = "(?<=^=)";

/** An expression of a text as it may stand in a query: each byte as it is, or percent-encoded. */
function encoded(text: string): string {
  return [...new TextEncoder().encode(text.toWellFormed())].map((byte) => {
    const char = String.fromCharCode(byte);
    const hex = byte.toString(16).padStart(2, "0");
    const code = `%${hex.replace(/[a-f]/g, (digit) => `[${digit}${digit.toUpperCase()}]`)}`;
    if (byte > 0x7e || byte < 0x20) return code;
    return `(?:${escapeRegex(char)}|${code}${char === " " ? "|\\+" : ""})`;
  }).join("");
}
