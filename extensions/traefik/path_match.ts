/**
 * `Path`, `PathPrefix` and `PathRegexp`.
 *
 * @module
 */

import { escapeRegex, type IngressPath } from "@dekube/engine/pacts/ingress";
import { wrapRegex } from "@dekube/engine/pacts/regex";

/** Which paths a matcher takes: those that begin with a text, one alone, or those of an expression. */
export interface PathMatch {
  /** How `text` is meant. */
  kind: "prefix" | "exact" | "regex";
  /** A path; an expression from the path's beginning on, open at its end. */
  text: string;
}

/** What every path matches. */
export const ANY_PATH: PathMatch = { kind: "prefix", text: "/" };

/**
 * A path of a rule; `undefined` where Traefik would not take it either. `{name:regex}`, which Traefik 2 knows,
 * is read unless the rule is one of Traefik 3 by its own word.
 */
export function readPathMatch(
  name: "path" | "pathprefix" | "pathregexp",
  value: string,
  { templates }: { templates: boolean },
): PathMatch | undefined {
  if (name === "pathregexp") return value === "" ? undefined : anchored(value);
  if (!value.startsWith("/")) return undefined;
  const template = templates && value.includes("{") ? templateRegex(value) : value;
  if (template === undefined) return undefined;
  if (template === value) return { kind: name === "path" ? "exact" : "prefix", text: value };
  return { kind: "regex", text: name === "path" ? `${template}$` : template };
}

/** Traefik looks for an expression anywhere in a path. */
function anchored(source: string): PathMatch {
  const [, flags, bare] = /^(\(\?i\))?([^]*)$/.exec(source)!;
  const group = bare.includes("|") ? wrapRegex(bare, "", "") : bare;
  const text = bare.startsWith("^") ? (group === bare ? bare.slice(1) : group) : `.*${group}`;
  return { kind: "regex", text: `${flags ?? ""}${text}` };
}

const TEMPLATE = /\{(\w+)(?::((?:[^{}]|\{[^{}]*\})*))?\}|([^{}]+)/g;

function templateRegex(value: string): string | undefined {
  const parts = [...value.matchAll(TEMPLATE)];
  if (parts.map(([part]) => part).join("") !== value) return undefined;
  return parts.map(([, name, regex, text]) =>
    name === undefined ? escapeRegex(text) : wrapRegex(regex ?? "[^/]+", "", "")
  ).join("");
}

/** What both take; `never` where no path does, `undefined` where that can't be said. */
export function bothPaths(one: PathMatch, other: PathMatch): PathMatch | "never" | undefined {
  if (one.kind === other.kind && one.text === other.text) return one;
  if (one.kind === "prefix" && one.text === "/") return other;
  if (other.kind === "prefix" && other.text === "/") return one;
  if (one.kind === "regex" || other.kind === "regex") return undefined;
  if (other.kind === "prefix" && one.text.startsWith(other.text)) return one;
  if (one.kind === "prefix" && other.text.startsWith(one.text)) return other;
  return "never";
}

/**
 * The path as routes have it. A `PathPrefix` takes `/admin.php` with `/admin`, where a route's `Prefix`
 * would leave it to another, which may be less guarded.
 */
export function routePath({ kind, text }: PathMatch): IngressPath {
  if (kind === "exact") return { path: text, pathType: "Exact" };
  if (kind === "regex") return { path: text, pathType: "Regex" };
  return text === "/"
    ? { path: "/", pathType: "Prefix" }
    : { path: escapeRegex(text), pathType: "Regex" };
}
