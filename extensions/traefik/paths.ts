/**
 * Middlewares that change the path.
 *
 * @module
 */

import { escapeRegex, type IngressEntry, text } from "@dekube/engine/pacts";
import type { Notes } from "./notes.ts";
import { groupsIn, literalPathOf } from "./regex.ts";
import { type Fields, texts } from "./spec.ts";

/** `stripPrefix.prefixes[]`: the one of a route's own path, else whichever a request has. */
export function stripPrefix(entry: IngressEntry, spec: Fields, notes: Notes): void {
  const prefixes = texts(spec.prefixes)
    .map((prefix) => `/${prefix.replace(/^\/+|\/+$/g, "")}`)
    .filter((prefix) => prefix !== "/");
  if (prefixes.length === 0) return;
  const path = literalPathOf(entry);
  const isUntouched = entry.rewrite === undefined && entry.stripPrefix === undefined;
  if (isUntouched && path !== undefined) {
    const found = prefixes.find((prefix) =>
      `${path}/`.startsWith(`${prefix}/`) ||
      // The first that a request has is taken off, and this one might be one.
      (entry.pathType !== "Exact" && prefix.startsWith(path))
    );
    if (found === undefined) return;
    if (`${path}/`.startsWith(`${found}/`)) {
      entry.stripPrefix = found;
      return;
    }
  }
  rewrite(entry, `^(?:${prefixes.map(escapeRegex).join("|")})(?:/+(.*))?$`, "/$1", notes);
}

/** `stripPrefixRegex.regex[]`. */
export function stripPrefixRegex(entry: IngressEntry, spec: Fields, notes: Notes): void {
  const sources = texts(spec.regex);
  if (sources.length === 0) return;
  const any = sources.map((source) => `(?:${source.replace(/^\^/, "")})`).join("|");
  rewrite(entry, `^(?:${any})/*(.*)$`, `/$${groupsIn(any) + 1}`, notes);
}

/** `addPrefix.prefix`. */
export function addPrefix(entry: IngressEntry, spec: Fields, notes: Notes): void {
  const prefix = text(spec.prefix).replace(/^\/+|\/+$/g, "");
  if (prefix !== "") rewrite(entry, "^/*(.*)$", `/${plain(prefix)}/$1`, notes);
}

/** `replacePath.path`. */
export function replacePath(entry: IngressEntry, spec: Fields, notes: Notes): void {
  const path = text(spec.path);
  if (path !== "") rewrite(entry, "^.*$", plain(path), notes);
}

/**
 * `replacePathRegex`: replaces what the expression matches, where routes replace the whole path; so
 * what stands before and behind it is taken along.
 */
export function replacePathRegex(entry: IngressEntry, spec: Fields, notes: Notes): void {
  const regex = text(spec.regex);
  if (regex === "") return;
  const replacement = text(spec.replacement).replaceAll("?", "%3F").replace(/\$\{(\d)\}/g, "$$$1");
  const isWhole = !regex.includes("|") && /^\^.*(?:\$|\.\*\)?)$/.test(regex);
  if (isWhole) {
    rewrite(entry, regex, replacement, notes);
    return;
  }
  const start = regex.startsWith("^") && !regex.includes("|");
  const bare = start ? regex.slice(1) : regex;
  const shift = start ? 0 : 1;
  const shifted = replacement.replace(
    /\$(\d)/g,
    (whole, group) => group === "0" ? whole : `$${Number(group) + shift}`,
  );
  const last = `$${groupsIn(regex) + shift + 1}`;
  rewrite(
    entry,
    start ? `^(?:${bare})(.*)$` : `^(.*?)(?:${bare})(.*)$`,
    `${start ? "" : "$1"}${shifted}${last}`,
    notes,
  );
}

/** A text that holds neither a group nor a query. */
function plain(text: string): string {
  return text.replace(/\$(?=\d)/g, "%24").replaceAll("?", "%3F");
}

function rewrite(entry: IngressEntry, pattern: string, replacement: string, notes: Notes): void {
  if (entry.rewrite !== undefined) {
    notes.warn(
      "second-rewrite",
      `another Middleware changes the path of ${entry.host}${entry.path} already, so this one is left out; join them into one replacePathRegex`,
    );
  } else if (groupsIn(pattern) > 9) {
    notes.warn(
      "unsupported-middleware",
      `an expression of more than nine groups can't be kept, so the path of ${entry.host}${entry.path} stays what it is`,
    );
  } else {
    entry.rewrite = { pattern, replacement };
  }
}
