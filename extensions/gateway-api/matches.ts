/**
 * Which requests a rule is for.
 *
 * @module
 */

import {
  type IngressEntry,
  isMapping,
  type Mapping,
  mapping,
  type Reporter,
  text,
  word,
} from "@dekube/engine/pacts";
import { escapeRegex, type RequestMatch, type ValueMatch } from "@dekube/engine/pacts/ingress";
import { wrapRegex } from "@dekube/engine/pacts/regex";

/** One of a rule's matches. */
export interface RuleMatch extends Required<Pick<IngressEntry, "path" | "pathType">> {
  /** What it asks of a request beside its path. */
  match?: RequestMatch;
}

/** The matches of an HTTPRoute's rule; one for all requests where it has none. */
export function httpMatches(
  rule: Mapping,
  report: (field: string) => Reporter,
): RuleMatch[] {
  return matchesIn(rule, report).flatMap((match, index) => {
    const { type, value } = mapping(match.path);
    const isPath = isMapping(match.path ?? {}) && word(value ?? "/") !== "";
    const pathType = isPath ? PATH_TYPES.get(text(type) || "PathPrefix") : undefined;
    const headers = values(match.headers, (name) => name.toLowerCase());
    const query = values(match.queryParams, (name) => name);
    if (!pathType || headers === undefined || query === undefined) {
      report(`matches[${index}]`).error(
        "unsupported-match",
        "a type of it is none that Gateway API knows, so what it is for is not served",
      );
      return [];
    }
    const method = text(match.method);
    return [{
      path: text(value) || "/",
      pathType,
      ...matchField({ ...(method ? { methods: [method] } : {}), headers, query }),
    }];
  });
}

/**
 * The matches of a rule, one for all requests where it has none. What can't be read was to leave some requests out, so
 * nothing is served then.
 */
function matchesIn({ matches }: Mapping, report: (field: string) => Reporter): Mapping[] {
  const given = matches ?? [];
  if (Array.isArray(given) && given.every(isMapping)) return given.length > 0 ? given : [{}];
  report("matches").error(
    "unsupported-match",
    "it is no list of matches, so what the rule is for is not served",
  );
  return [];
}

const PATH_TYPES: ReadonlyMap<string, RuleMatch["pathType"]> = new Map([
  ["Exact", "Exact"],
  ["PathPrefix", "Prefix"],
  // All of the path, where a route's expression need only match its beginning.
  ["RegularExpression", "Regex"],
]);

/** The matches of a GRPCRoute's rule: a method is a path. */
export function grpcMatches(rule: Mapping, report: (field: string) => Reporter): RuleMatch[] {
  return matchesIn(rule, report).flatMap((match, index) => {
    const headers = values(match.headers, (name) => name.toLowerCase());
    const path = isMapping(match.method ?? {}) ? methodPath(mapping(match.method)) : undefined;
    if (!path || headers === undefined) {
      report(`matches[${index}]`).error(
        "unsupported-match",
        "a type of it is none that Gateway API knows, so what it is for is not served",
      );
      return [];
    }
    return [{ ...path, ...matchField({ headers }) }];
  });
}

/** `/package.Service/Method`. */
function methodPath(method: Mapping): Pick<RuleMatch, "path" | "pathType"> | undefined {
  const [type, service, name] = [text(method.type), text(method.service), text(method.method)];
  if (!["", "Exact", "RegularExpression"].includes(type)) return undefined;
  if (service === "" && name === "") return { path: "/", pathType: "Prefix" };
  if (type === "RegularExpression") {
    const part = (source: string) => source === "" ? "[^/]+" : wrapRegex(source, "", "");
    return { path: `/${part(service)}/${part(name)}$`, pathType: "Regex" };
  }
  if (name === "") return { path: `/${service}`, pathType: "Prefix" };
  if (service === "") return { path: `/[^/]+/${escapeRegex(name)}$`, pathType: "Regex" };
  return { path: `/${service}/${name}`, pathType: "Exact" };
}

/** Conditions on values; of two for one name the first counts. */
function values(items: unknown, keyOf: (name: string) => string): ValueMatch[] | undefined {
  const found = new Map<string, ValueMatch>();
  const given = items ?? [];
  if (!Array.isArray(given) || !given.every(isMapping)) return undefined;
  for (const { name, value, type } of given) {
    if (word(name) === "" || word(value) === "") return undefined;
    const isRegex = text(type) === "RegularExpression";
    if (!isRegex && !["", "Exact"].includes(text(type))) return undefined;
    const key = keyOf(text(name));
    if (found.has(key)) continue;
    found.set(key, {
      name: text(name),
      value: text(value),
      ...(isRegex ? { type: "Regex" } : {}),
    });
  }
  return [...found.values()];
}

function matchField({ methods, headers = [], query = [] }: RequestMatch): Pick<RuleMatch, "match"> {
  const match = {
    ...(methods ? { methods } : {}),
    ...(headers.length > 0 ? { headers } : {}),
    ...(query.length > 0 ? { query } : {}),
  };
  return Object.keys(match).length > 0 ? { match } : {};
}
