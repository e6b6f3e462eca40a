/**
 * What an alternative of a rule means for routes.
 *
 * @module
 */

import {
  type IngressPath,
  isHeaderName,
  isHostPattern,
  isNetwork,
  type RequestMatch,
  type ValueMatch,
} from "@dekube/engine/pacts/ingress";
import { wrapRegex } from "@dekube/engine/pacts/regex";
import { hostsOfRegex } from "./host_regex.ts";
import { ANY_PATH, bothPaths, type PathMatch, readPathMatch, routePath } from "./path_match.ts";
import type { Matcher } from "./rule.ts";

/** Which requests a route takes. */
export interface RouteMatch extends IngressPath {
  /** Host name, `*.example.com`, or empty for any. */
  host: string;
  /** What a request must be beside. */
  match?: RequestMatch;
}

/** An alternative as routes have it. */
export interface ReadAlternative {
  /** Hosts and paths; none where nothing can match. */
  matches: RouteMatch[];
  /** Matchers that can't be kept, as they are written; without them the matches are wider. */
  lost: string[];
  /** Matchers that no request meets, since what they name is no host. */
  unmet: string[];
}

/** Reads an alternative; `templates`: whether `{name:regex}` in a path is one. */
export function readAlternative(
  matchers: readonly Matcher[],
  options: { templates: boolean },
): ReadAlternative {
  let hosts: string[] = [""];
  let path: PathMatch = ANY_PATH;
  let methods: readonly string[] | undefined;
  let sources: readonly string[] | undefined;
  const headers: ValueMatch[] = [];
  const query: ValueMatch[] = [];
  const lost: string[] = [];
  const unmet: string[] = [];
  for (const { name, values, negated } of matchers) {
    const written = `${negated ? "!" : ""}${Object.hasOwn(NAMES, name) ? NAMES[name] : name}(${
      values.map((value) => `\`${value}\``).join(", ")
    })`;
    if (!negated && isHostMatcher(name) && !isHostOrAny(values[0])) {
      unmet.push(written);
      continue;
    }
    const isKept = keepValue(name, values, negated) || (!negated && keep(name, values));
    if (!isKept) lost.push(written);
  }
  const match: RequestMatch = {
    ...(methods ? { methods } : {}),
    ...(headers.length > 0 ? { headers } : {}),
    ...(query.length > 0 ? { query } : {}),
    ...(sources ? { sources } : {}),
  };
  const route = {
    ...routePath(path),
    ...(Object.keys(match).length > 0 ? { match } : {}),
  };
  return {
    matches: methods?.length === 0 || unmet.length > 0
      ? []
      : hosts.map((host) => ({ host, ...route })),
    lost,
    unmet,
  };

  /** What is about a header, or a parameter of the query, can be the other way round. */
  function keepValue(name: string, values: readonly string[], negated: boolean): boolean {
    const isHeader = ["header", "headers", "headerregexp", "headersregexp"].includes(name);
    const found = isHeader ? readHeader(name, values) : readQuery(name, values);
    if (!found) return false;
    (isHeader ? headers : query).push({ ...found, ...(negated ? { not: true } : {}) });
    return true;
  }

  function keep(name: string, values: readonly string[]): boolean {
    const [value] = values;
    switch (name) {
      case "method": {
        const found = values.map((method) => method.toUpperCase());
        if (!found.every((method) => /^[A-Z][A-Z-]*$/.test(method))) return false;
        methods = methods?.filter((method) => found.includes(method)) ?? [...new Set(found)];
        return true;
      }
      case "host":
      case "hostheader":
        return keepHosts([value === "*" ? "" : hostOf(value)]);
      case "hostregexp": {
        const found = hostsOfRegex(value);
        return found !== undefined && keepHosts(found);
      }
      case "path":
      case "pathprefix":
      case "pathregexp": {
        const found = readPathMatch(name, value, options);
        const both = found && bothPaths(path, found);
        if (both === "never") hosts = [];
        else if (both) path = both;
        return both !== undefined;
      }
      case "clientip": {
        const networks = values.map((value) => value.trim());
        const both = sources?.filter((source) => networks.includes(source)) ?? networks;
        if (!networks.every(isNetwork) || both.length === 0) return false;
        sources = both;
        return true;
      }
      default:
        return false;
    }
  }

  /** False where it can't be told which hosts both lists have. */
  function keepHosts(found: readonly string[]): boolean {
    const both: string[] = [];
    for (const one of hosts) {
      for (const other of found) {
        if (one === other || other === "" || covers(other, one)) both.push(one);
        else if (one === "" || covers(one, other)) both.push(other);
        else if (one.startsWith("*") || other.startsWith("*")) return false;
      }
    }
    hosts = [...new Set(both)];
    return true;
  }
}

function isHostMatcher(name: string): boolean {
  return name === "host" || name === "hostheader";
}

/** Whether a request may name a host that a text means: `*` is any. */
function isHostOrAny(value: string): boolean {
  return value === "*" || isHostPattern(hostOf(value));
}

function hostOf(value: string): string {
  return value.toLowerCase().replace(/\.$/, "");
}

/** A header's name and its value, or an expression that is looked for in it. */
function readHeader(name: string, [key = "", value]: readonly string[]): ValueMatch | undefined {
  if (!isHeaderName(key) || value === undefined) return undefined;
  return name.endsWith("regexp") ? search(key, value) : { name: key, value };
}

/** A parameter and its value; Traefik 2 writes both into one, and a parameter alone has none. */
function readQuery(name: string, values: readonly string[]): ValueMatch | undefined {
  if (name === "query" && values.length === 1 && values[0].includes("=")) {
    const [key, ...rest] = values[0].split("=");
    return { name: key, value: rest.join("=") };
  }
  const [key = "", value = ""] = values;
  if (key === "" || values.length > 2) return undefined;
  if (name === "queryregexp") {
    return values.length === 1 ? { name: key, value } : search(key, value);
  }
  return name === "query" ? { name: key, value } : undefined;
}

/** Traefik looks for an expression anywhere in a value. */
function search(name: string, source: string): ValueMatch {
  return { name, value: wrapRegex(source, ".*", ".*"), type: "Regex" };
}

/** Whether `*.example.com` takes a host; a label more might be too much for the expression behind it. */
export function covers(pattern: string, host: string): boolean {
  return pattern.startsWith("*.") && host.replace(/^[^.]+/, "*") === pattern;
}

const NAMES: Record<string, string> = {
  clientip: "ClientIP",
  header: "Header",
  headerregexp: "HeaderRegexp",
  headers: "Headers",
  headersregexp: "HeadersRegexp",
  host: "Host",
  hostheader: "HostHeader",
  hostregexp: "HostRegexp",
  method: "Method",
  path: "Path",
  pathprefix: "PathPrefix",
  pathregexp: "PathRegexp",
  query: "Query",
  queryregexp: "QueryRegexp",
};

/**
 * The same routes once: where two alternatives differ in the methods alone, or in the networks alone, a request may be
 * of those of either.
 */
export function mergeMatches(matches: readonly RouteMatch[]): RouteMatch[] {
  return (["methods", "sources"] as const).reduce<readonly RouteMatch[]>(mergeBy, matches).slice();
}

function mergeBy(matches: readonly RouteMatch[], field: "methods" | "sources"): RouteMatch[] {
  const merged = new Map<string, RouteMatch>();
  for (const one of matches) {
    const { [field]: values, ...others } = one.match ?? {};
    const key = JSON.stringify([one.host, one.path, one.pathType, others]);
    const known = merged.get(key);
    if (!known) {
      merged.set(key, one);
      continue;
    }
    const before = known.match?.[field];
    const match: RequestMatch = {
      ...others,
      ...(values && before ? { [field]: [...new Set([...before, ...values])] } : {}),
    };
    const { match: _, ...rest } = known;
    merged.set(key, { ...rest, ...(Object.keys(match).length > 0 ? { match } : {}) });
  }
  return [...merged.values()];
}
