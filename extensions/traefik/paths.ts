/**
 * Middlewares that change the path.
 *
 * @module
 */

import { type IngressEntry, type Mapping, type Reporter, text, texts } from "@dekube/engine/pacts";
import { escapeRegex } from "@dekube/engine/pacts/ingress";
import { escapeTemplate } from "@dekube/engine/pacts/proxy";
import { groupsOf, wrapRegex } from "@dekube/engine/pacts/regex";
import { withHeaders } from "./header_edits.ts";
import { literalPathOf } from "./regex.ts";
import { reportUnkept } from "./unkept_fields.ts";

/** `stripPrefix.prefixes[]`: the one of a route's own path, else whichever a request has. */
export function stripPrefix(entry: IngressEntry, spec: Mapping, report: Reporter): void {
  reportUnkept(spec, report, {}, { forceSlash: "a path begins with a slash" });
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
      setHeader(entry, "X-Forwarded-Prefix", escapeTemplate(found));
      return;
    }
  }
  reportPrefix(entry, report);
  rewrite(entry, `^(?:${prefixes.map(escapeRegex).join("|")})(?:/+(.*))?$`, "/$1", report);
}

/** `stripPrefixRegex.regex[]`. */
export function stripPrefixRegex(entry: IngressEntry, spec: Mapping, report: Reporter): void {
  const sources = texts(spec.regex);
  if (sources.length === 0) return;
  reportPrefix(entry, report);
  const bad = sources.find((source) => groupsOf(source) === undefined);
  const any = bad ?? sources.map((source) => `(?:${source.replace(/^\^/, "")})`).join("|");
  rewrite(entry, wrapRegex(any, "^", "/*(.*)$"), `/$${(groupsOf(any) ?? 0) + 1}`, report);
}

/** `addPrefix.prefix`. */
export function addPrefix(entry: IngressEntry, spec: Mapping, report: Reporter): void {
  const prefix = text(spec.prefix).replace(/^\/+|\/+$/g, "");
  if (prefix !== "") rewrite(entry, "^/*(.*)$", `/${plain(prefix)}/$1`, report);
}

/** `replacePath.path`. */
export function replacePath(entry: IngressEntry, spec: Mapping, report: Reporter): void {
  const path = text(spec.path);
  if (path === "") return;
  setReplaced(entry);
  rewrite(entry, "^.*$", plain(path), report);
}

/**
 * `replacePathRegex`: replaces what the expression matches, where routes replace the whole path; so
 * what stands before and behind it is taken along.
 */
export function replacePathRegex(entry: IngressEntry, spec: Mapping, report: Reporter): void {
  const regex = text(spec.regex);
  if (regex === "") return;
  setReplaced(entry);
  const replacement = text(spec.replacement).replaceAll("?", "%3F").replace(/\$\{(\d)\}/g, "$$$1");
  const isWhole = !regex.includes("|") && /^\^.*(?:\$|\.\*\)?)$/.test(regex);
  if (isWhole) {
    rewrite(entry, regex, replacement, report);
    return;
  }
  const start = regex.startsWith("^") && !regex.includes("|");
  const bare = start ? regex.slice(1) : regex;
  const shift = start ? 0 : 1;
  const shifted = replacement.replace(
    /\$(\d)/g,
    (whole, group) => group === "0" ? whole : `$${Number(group) + shift}`,
  );
  const last = `$${(groupsOf(regex) ?? 0) + shift + 1}`;
  rewrite(
    entry,
    wrapRegex(bare, start ? "^" : "^(.*?)", "(.*)$"),
    `${start ? "" : "$1"}${shifted}${last}`,
    report,
  );
}

/** The path as the client asked for it, whose query can't be told from it here. */
function setReplaced(entry: IngressEntry): void {
  setHeader(entry, "X-Replaced-Path", "$request_uri");
}

function setHeader(entry: IngressEntry, name: string, value: string): void {
  entry.requestHeaders = withHeaders(entry.requestHeaders, [[name, value]]);
}

function reportPrefix({ host, path }: IngressEntry, report: Reporter): void {
  report.info(
    "unknown-prefix",
    `which prefix a request of ${
      host || "*"
    }${path} has is not known before it is there, so the backend is not told (X-Forwarded-Prefix)`,
  );
}

/** A text that holds neither a group nor a query. */
function plain(text: string): string {
  return text.replace(/\$(?=\d)/g, "%24").replaceAll("?", "%3F");
}

function rewrite(
  entry: IngressEntry,
  pattern: string,
  replacement: string,
  report: Reporter,
): void {
  if (entry.rewrite !== undefined) {
    report.warn(
      "second-rewrite",
      `another Middleware changes the path of ${entry.host}${entry.path} already, so this one is left out; join them into one replacePathRegex`,
    );
  } else if ((groupsOf(pattern) ?? 0) > 9) {
    report.warn(
      "unsupported-middleware",
      `an expression of more than nine groups can't be kept, so the path of ${entry.host}${entry.path} stays what it is`,
    );
  } else {
    entry.rewrite = { pattern, replacement };
  }
}
