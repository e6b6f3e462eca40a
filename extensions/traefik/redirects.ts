/**
 * Middlewares that send a request elsewhere.
 *
 * @module
 */

import { type IngressEntry, type Mapping, type Reporter, text } from "@dekube/engine/pacts";
import { protocolsOf, redirectOver, sendBack, sendOn } from "./https.ts";
import { literalPathOf } from "./regex.ts";
import { readUrlRegex, type UrlRegex } from "./url_regex.ts";

/** `redirectScheme`: to HTTPS or to HTTP, under the same host. */
export function redirectScheme(
  entry: IngressEntry,
  spec: Mapping,
  report: Reporter,
): IngressEntry[] | void {
  const scheme = text(spec.scheme).toLowerCase();
  const status = statusOf(spec);
  const port = text(spec.port);
  if (scheme !== "https" && scheme !== "http") {
    report.warn(
      "unsupported-middleware",
      `a redirect to the scheme ${JSON.stringify(scheme)} can't be kept, only one to http or https`,
    );
    return;
  }
  if (port !== "" && port !== DEFAULT_PORTS[scheme]) {
    report.info(
      "redirect-port",
      `port ${port} means nothing here: requests are sent on to the port that the host publishes for ${scheme}`,
    );
  }
  if (scheme === "http") return sendBack(entry, status);
  const isSentOn = entry.protocols === undefined && entry.tls !== undefined;
  if (isSentOn || protocolsOf(entry).includes("http")) sendOn(entry, status);
}

const DEFAULT_PORTS = { http: "80", https: "443" };

function statusOf({ permanent }: Mapping): number {
  return permanent === true ? 308 : 307;
}

/**
 * `redirectRegex`: what is about whole hosts, with or without the path, redirects the route; what is
 * about one path becomes a route of its own.
 */
export function redirectRegex(
  entry: IngressEntry,
  spec: Mapping,
  report: Reporter,
): IngressEntry[] | void {
  const regex = text(spec.regex);
  const replacement = text(spec.replacement).replace(/\$\{(\d+)\}/g, "$$$1");
  if (!/^(?:https?:\/\/|\$\d|\/(?![/\\]))[^\s\p{Cc}]*$/u.test(replacement) || regex === "") {
    report.warn(
      "bad-middleware",
      "a redirectRegex needs a regex and a replacement, a URL; it is left out",
    );
    return;
  }
  const url = readUrlRegex(regex);
  const host = url && hostIn(url, entry);
  // It is about another host.
  if (host === "other") return;
  const to = url && host !== undefined ? target(replacement, url, host) : undefined;
  if (!url || to === undefined) return unkept(entry, regex, replacement, report);
  const status = statusOf(spec);
  // A URL that stays what it is is no redirect, so these are for the other scheme alone.
  const own = `${isName(entry.host) ? entry.host : "$host"}$request_uri`;
  if (to === `$scheme://${own}`) return;
  if (to === `https://${own}`) {
    if (url.schemes.includes("http") && protocolsOf(entry).includes("http")) sendOn(entry, status);
    return;
  }
  if (to === `http://${own}`) return url.schemes.includes("https") ? sendBack(entry, status) : [];
  // One Middleware before this one sends all requests elsewhere.
  if (entry.redirect) return;
  const redirect = { to, status };
  if (url.path.kind !== "one") return redirectOver(url.schemes, entry, redirect);
  const protocols = protocolsOf(entry).filter((protocol) => url.schemes.includes(protocol));
  if (protocols.length === 0) return;
  // It takes the route's own requests alone.
  const prefix = entry.pathType === "Exact" ? undefined : literalPathOf(entry);
  const isWithin = prefix !== undefined && !entry.defaultBackend &&
    url.path.regex.replaceAll("\\", "").startsWith(prefix);
  if (!isWithin) return unkept(entry, regex, replacement, report);
  const { rewrite: _, stripPrefix: __, ...rest } = entry;
  return [{
    ...rest,
    path: url.path.regex,
    pathType: "Regex",
    redirect,
    ...(protocols.length === protocolsOf(entry).length ? {} : { protocols }),
  }];
}

/** Whether a route's host is one alone. */
function isName(host: string): boolean {
  return host !== "" && !host.startsWith("*");
}

function unkept(entry: IngressEntry, regex: string, replacement: string, report: Reporter): void {
  report.warn(
    "unsupported-middleware",
    `the redirect from ${JSON.stringify(regex)} to ${
      JSON.stringify(replacement)
    } is not one that can be kept (of a whole host, or of one path), so ${entry.host}${entry.path} is served without it`,
  );
}

/**
 * What the group of the host holds where a request for the route's host matches; `other` where none
 * does, `undefined` where that can't be said.
 */
function hostIn({ host }: UrlRegex, entry: IngressEntry): string | "other" | undefined {
  const isKnown = isName(entry.host);
  switch (host.kind) {
    case "any":
      return isKnown ? entry.host : "$host";
    case "literal":
      if (!isKnown) return undefined;
      return host.text === entry.host.toLowerCase() ? entry.host : "other";
    case "prefix":
      if (!isKnown) return undefined;
      return entry.host.startsWith(host.text) ? entry.host.slice(host.text.length) : "other";
  }
}

/** Where a redirect leads; `undefined` where it would need a part of the path. */
function target(replacement: string, url: UrlRegex, host: string): string | undefined {
  const { path } = url;
  const whole = path.kind === "any" ? path.group : undefined;
  let isKept = true;
  const result = replacement.replace(/\$(\d+)|\$(?=[a-z_])/g, (_, number, offset: number) => {
    if (number === undefined) return "%24";
    const group = Number(number);
    const isLast = offset + 1 + number.length === replacement.length;
    if (group === url.scheme) return "$scheme";
    if (group === url.host.group && group === whole) {
      isKept &&= isLast;
      return `${host}$request_uri`;
    }
    if (group === url.host.group) return host;
    if (group === whole && path.kind === "any") {
      const hasSlash = replacement[offset - 1] === "/";
      isKept &&= isLast && hasSlash !== path.withSlash;
      return "$request_uri";
    }
    isKept = false;
    return "";
  });
  const tidy = result.replace(/\/\$request_uri$/, "$request_uri");
  if (!isKept) return undefined;
  return /^(?:(?:https?|\$scheme):\/\/[^\s/]|\/(?![/\\]))/.test(tidy) ? tidy : undefined;
}
