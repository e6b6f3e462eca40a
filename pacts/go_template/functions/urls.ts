/**
 * Sprig's functions of URLs and paths.
 *
 * @see https://pkg.go.dev/net/url
 * @module
 */

import { ipAddress } from "../../ip_address.ts";
import { refuse } from "../errors.ts";
import { fn, type FunctionTable, type GoFunction } from "../function.ts";
import { GoMap, typeOf } from "../values.ts";
import { percentEscape, percentUnescape } from "./url_escapes.ts";

/** What is escaped in each part of a URL. */
const ESCAPED = {
  user: /[^A-Za-z0-9\-_.~$&+,;=]/g,
  host: /[^A-Za-z0-9\-_.~!$&'()*+,;=:[\]<>"]/g,
  path: /[^A-Za-z0-9\-_.~$&+,/:;=@]/g,
  fragment: /[^A-Za-z0-9\-_.~$&+,/:;=?@!()*]/g,
};

/** Parts of a URL by Sprig's names. */
interface Parts {
  scheme: string;
  host: string;
  path: string;
  query: string;
  opaque: string;
  fragment: string;
  userinfo: string;
}

function cut(text: string, by: string): [string, string] {
  const at = text.indexOf(by);
  return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + by.length)];
}

function unescape(text: string): string {
  return percentUnescape(text) ?? refuse("the URL has an escape that is none");
}

function parseUrl(text: string): Parts {
  const [whole, fragment] = cut(text, "#");
  // deno-lint-ignore no-control-regex -- Go refuses them
  if (/[\0-\x1f\x7f]/.test(whole)) refuse("the URL has a control character");
  const parts: Parts = {
    scheme: "",
    host: "",
    path: "",
    query: "",
    opaque: "",
    fragment: unescape(fragment),
    userinfo: "",
  };
  if (whole === "*") return { ...parts, path: "*" };
  if (whole.startsWith(":")) refuse("the URL has no scheme before its colon");
  const [, scheme] = /^([A-Za-z][A-Za-z0-9+.-]*):/.exec(whole) ?? [];
  parts.scheme = scheme?.toLowerCase() ?? "";
  let [rest, query] = cut(scheme === undefined ? whole : whole.slice(scheme.length + 1), "?");
  parts.query = query;
  if (!rest.startsWith("/")) {
    if (parts.scheme) return { ...parts, opaque: rest };
    if (cut(rest, "/")[0].includes(":")) refuse("the URL has a colon where no scheme can end");
  }
  if (rest.startsWith("//") && (parts.scheme || !rest.startsWith("///"))) {
    const slash = rest.indexOf("/", 2);
    const authority = rest.slice(2, slash < 0 ? rest.length : slash);
    rest = slash < 0 ? "" : rest.slice(slash);
    const at = authority.lastIndexOf("@");
    parts.host = parseHost(authority.slice(at + 1), parts.scheme);
    if (at >= 0) parts.userinfo = parseUser(authority.slice(0, at));
  }
  return { ...parts, path: unescape(rest) };
}

function parseUser(written: string): string {
  if (!/^[A-Za-z0-9\-._:~!$&'()*+,;=%@]*$/.test(written)) {
    refuse("the URL has a character that no user can have");
  }
  const colon = written.indexOf(":");
  const names = colon < 0 ? [written] : [written.slice(0, colon), written.slice(colon + 1)];
  return names.map((name) => percentEscape(unescape(name), ESCAPED.user)).join(":");
}

function parseHost(host: string, scheme: string): string {
  const bracket = host.lastIndexOf("[");
  if (bracket > 0) refuse("the URL's host has a bracket within it");
  let port = "";
  if (bracket === 0) {
    const close = host.lastIndexOf("]");
    if (close < 0) refuse("the URL's host has no closing bracket");
    const address = host.slice(1, close);
    const [bare, zone] = cut(address, "%25");
    const isAddress = bare.includes(":") && ipAddress(bare) !== undefined;
    if (!isAddress || (zone === "" && bare !== address)) {
      refuse("the URL's host is no address");
    }
    port = host.slice(close + 1);
  } else {
    // Databases may have several hosts, each with its port.
    const isWeb = scheme === "http" || scheme === "https";
    const colon = isWeb ? host.indexOf(":") : host.lastIndexOf(":");
    if (colon >= 0) port = host.slice(colon);
  }
  if (!/^(?::[0-9]*)?$/.test(port)) refuse("the URL's port is no number");
  if (/%(?![89a-fA-F][0-9a-fA-F]|25)/.test(host)) {
    refuse("the URL's host has an escape that is none");
  }
  if (/[\0-\x7f]/.test(host.replace(/[A-Za-z0-9\-_.~!$&'()*+,;=:[\]<>"%]/g, ""))) {
    refuse("the URL's host has a character that none can have");
  }
  return unescape(host);
}

function hostname(host: string): string {
  const colon = host.lastIndexOf(":");
  const bare = colon >= 0 && /^:[0-9]*$/.test(host.slice(colon)) ? host.slice(0, colon) : host;
  return bare.startsWith("[") && bare.endsWith("]") ? bare.slice(1, -1) : bare;
}

function joinUrl(parts: Parts): string {
  const user = parts.userinfo === ""
    ? undefined
    : parseUrl(`proto://${parts.userinfo}@host`).userinfo;
  const text: string[] = [];
  if (parts.scheme) text.push(parts.scheme, ":");
  if (parts.opaque) text.push(parts.opaque);
  else {
    if (parts.scheme || parts.host || user !== undefined) {
      if (parts.host || parts.path || user !== undefined) text.push("//");
      if (user !== undefined) text.push(user, "@");
      text.push(percentEscape(parts.host, ESCAPED.host));
    }
    const path = parts.path === "*" ? "*" : percentEscape(parts.path, ESCAPED.path);
    if (path && !path.startsWith("/") && parts.host) text.push("/");
    if (text.join("") === "" && cut(path, "/")[0].includes(":")) text.push("./");
    text.push(path);
  }
  if (parts.query) text.push("?", parts.query);
  if (parts.fragment) text.push("#", percentEscape(parts.fragment, ESCAPED.fragment));
  return text.join("");
}

/** A path without `.`, `..` and slashes that mean nothing. */
function cleanPath(path: string): string {
  const isAbsolute = path.startsWith("/");
  const kept: string[] = [];
  for (const part of path.split("/")) {
    if (part === "" || part === ".") continue;
    if (part !== "..") kept.push(part);
    else if (kept.length > 0 && kept.at(-1) !== "..") kept.pop();
    else if (!isAbsolute) kept.push("..");
  }
  return (isAbsolute ? "/" : "") + kept.join("/") || ".";
}

const path = (of: (path: string) => string | boolean): GoFunction =>
  fn(["string"], (_env, text) => of(text));

function lastPart(text: string): string {
  if (text === "") return ".";
  let end = text.length;
  while (end > 0 && text[end - 1] === "/") end--;
  return end === 0 ? "/" : text.slice(text.lastIndexOf("/", end - 1) + 1, end);
}

const base = path(lastPart);
const dir = path((text) => cleanPath(text.slice(0, text.lastIndexOf("/") + 1)));
const clean = path(cleanPath);
const ext = path((text) => {
  const name = text.slice(text.lastIndexOf("/") + 1);
  return name.includes(".") ? name.slice(name.lastIndexOf(".")) : "";
});
const isAbs = path((text) => text.startsWith("/"));

/** Functions of URLs and paths. */
export const URLS: FunctionTable = {
  urlParse: fn(["string"], (_env, text) => {
    const parts = parseUrl(text);
    return new GoMap(new Map(Object.entries({ ...parts, hostname: hostname(parts.host) })));
  }),
  urlJoin: fn(["map"], (_env, map) => {
    const part = (name: keyof Parts): string => {
      const value = map.entries.get(name);
      if (value === undefined) return "";
      return typeof value === "string"
        ? value
        : refuse(`"${name}" is expected to be a text, and is of type ${typeOf(value)}`);
    };
    return joinUrl({
      scheme: part("scheme"),
      host: part("host"),
      path: part("path"),
      query: part("query"),
      opaque: part("opaque"),
      fragment: part("fragment"),
      userinfo: part("userinfo"),
    });
  }),
  base,
  dir,
  clean,
  ext,
  isAbs,
  osBase: base,
  osDir: dir,
  osClean: clean,
  osExt: ext,
  osIsAbs: isAbs,
};
