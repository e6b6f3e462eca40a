/**
 * Rules of IngressRouteTCPs: of a connection of TLS its name is known, of any its client.
 *
 * @see https://doc.traefik.io/traefik/reference/routing-configuration/tcp/routing/rules-and-priority/
 * @module
 */

import { isHostPattern, isNetwork } from "@dekube/engine/pacts/ingress";
import { hostsOfRegex } from "./host_regex.ts";
import { type Matcher, readRule } from "./rule.ts";

/** Which connections a route takes. */
export interface StreamMatch {
  /** Names that clients ask for; none: whatever they ask for. */
  hosts: string[];
  /** Networks that they come from; any where it is missing. */
  sources?: readonly string[];
}

/** The alternatives of a rule; what can't be kept, as it is written; or what is wrong with the rule. */
export type ReadStreamRule = { matches: StreamMatch[]; lost: string[] } | { problem: string };

/** Reads a rule. */
export function readStreamRule(rule: string): ReadStreamRule {
  const read = readRule(rule);
  if ("problem" in read) return read;
  const lost: string[] = [];
  const matches = read.alternatives.flatMap((matchers) => {
    const found = readAlternative(matchers);
    if (typeof found !== "string") return found ? [found] : [];
    lost.push(found);
    return [];
  });
  return { matches: mergeSame(matches), lost };
}

/** An alternative; the matcher that can't be kept; `undefined` where no connection can match. */
function readAlternative(matchers: readonly Matcher[]): StreamMatch | string | undefined {
  let hosts: readonly string[] | undefined;
  let sources: readonly string[] | undefined;
  for (const matcher of matchers) {
    const { name, values, negated } = matcher;
    const found = negated
      ? undefined
      : name === "clientip"
      ? networks(values)
      : name === "hostsni" || name === "hostsniregexp"
      ? names(name, values)
      : undefined;
    if (!found) return `${negated ? "!" : ""}${name}(${values.join(", ")})`;
    if (name === "clientip") {
      sources = both(sources, found);
    } else if (!found.includes("")) {
      hosts = both(hosts, found);
    }
  }
  if (hosts?.length === 0 || sources?.length === 0) return undefined;
  return { hosts: [...hosts ?? []], ...(sources ? { sources } : {}) };
}

function both(known: readonly string[] | undefined, found: readonly string[]): readonly string[] {
  return known?.filter((one) => found.includes(one)) ?? found;
}

function networks(values: readonly string[]): string[] | undefined {
  const found = values.map((value) => value.trim());
  return found.every(isNetwork) ? found : undefined;
}

/** Names; the empty one is any. */
function names(name: string, values: readonly string[]): string[] | undefined {
  if (name === "hostsniregexp") {
    const all = values.map(hostsOfRegex);
    return all.includes(undefined) ? undefined : all.flat() as string[];
  }
  const found = values.map((value) => value === "*" ? "" : value.toLowerCase().replace(/\.$/, ""));
  return found.every((host) => host === "" || isHostPattern(host)) ? found : undefined;
}

/** Alternatives of the same clients are one, with the names of all. */
function mergeSame(matches: readonly StreamMatch[]): StreamMatch[] {
  const groups = Map.groupBy(matches, ({ sources }) => JSON.stringify(sources));
  return [...groups.values()].map((group) => ({
    ...group[0],
    hosts: group.some(({ hosts }) => hosts.length === 0)
      ? []
      : [...new Set(group.flatMap(({ hosts }) => hosts))],
  }));
}
