/**
 * What an alternative of a rule means for routes.
 *
 * @module
 */

import { type IngressPath, isHostPattern, isNetwork } from "@dekube/engine/pacts/ingress";
import { hostsOfRegex } from "./host_regex.ts";
import { ANY_PATH, bothPaths, type PathMatch, readPathMatch, routePath } from "./path_match.ts";
import type { Matcher } from "./rule.ts";

/** Which requests a route takes. */
export interface RouteMatch extends IngressPath {
  /** Host name, `*.example.com`, or empty for any. */
  host: string;
  /** Networks that requests come from; any where it is missing. */
  sources?: string[];
}

/** An alternative as routes have it. */
export interface ReadAlternative {
  /** Hosts and paths; none where nothing can match. */
  matches: RouteMatch[];
  /** Matchers that can't be kept, as they are written; without them the matches are wider. */
  lost: string[];
}

/** Reads an alternative; `templates`: whether `{name:regex}` in a path is one. */
export function readAlternative(
  matchers: readonly Matcher[],
  options: { templates: boolean },
): ReadAlternative {
  let hosts: string[] = [""];
  let path: PathMatch = ANY_PATH;
  let sources: string[] | undefined;
  const lost: string[] = [];
  for (const { name, values, negated } of matchers) {
    const written = `${negated ? "!" : ""}${Object.hasOwn(NAMES, name) ? NAMES[name] : name}(${
      values.map((value) => `\`${value}\``).join(", ")
    })`;
    const isKept = !negated && keep(name, values);
    if (!isKept) lost.push(written);
  }
  const match = routePath(path);
  return {
    matches: hosts.map((host) => ({ host, ...match, ...(sources ? { sources } : {}) })),
    lost,
  };

  function keep(name: string, values: readonly string[]): boolean {
    const [value] = values;
    switch (name) {
      case "host":
      case "hostheader": {
        const host = value.toLowerCase().replace(/\.$/, "");
        return isHostPattern(host) && keepHosts([host]);
      }
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
 * The same routes once: where two alternatives differ in the networks alone, a request may come from
 * those of either.
 */
export function mergeMatches(matches: readonly RouteMatch[]): RouteMatch[] {
  const merged = new Map<string, RouteMatch>();
  for (const match of matches) {
    const { host, path, pathType, sources } = match;
    const key = JSON.stringify([host, path, pathType]);
    const known = merged.get(key);
    if (!known) {
      merged.set(key, match);
    } else if (!sources || !known.sources) {
      merged.set(key, { host, path, pathType });
    } else {
      merged.set(key, { ...known, sources: [...new Set([...known.sources, ...sources])] });
    }
  }
  return [...merged.values()];
}
