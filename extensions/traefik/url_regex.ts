/**
 * Expressions about whole URLs, as `redirectRegex` has them: `^https?://www\.example\.com/(.*)`. Only what is
 * known is read; none is ever run.
 *
 * @module
 */

import { isHost, type Protocol } from "@dekube/engine/pacts/ingress";

/** What an expression says of a URL. Groups are counted from 1. */
export interface UrlRegex {
  /** Group of the scheme. */
  scheme?: number;
  /** Schemes that it takes. */
  schemes: readonly Protocol[];
  /** Any host, one, or one that begins with a text; its group holds what follows the text. */
  host: { kind: "any" | "literal" | "prefix"; text: string; group?: number };
  /** Any path and query, `withSlash` where the group begins with the slash; or one path. */
  path: { kind: "any"; group?: number; withSlash: boolean } | { kind: "one"; regex: string };
}

const SCHEME = /^\^?(\()?(?:\?:)?(?:https\?|https|http|http\|https|https\|http)(\))?:\/\//;
const ANY = "(?:\\.[*+]|\\[\\^\\/\\][*+])";
/** Text, then what is left of the URL, in a group. */
const REST = /^((?:[\w-]|\\?\.(?![*+]))*)\(\.[*+]\)\$?$/;
const ANY_HOST = new RegExp(`^(?:${ANY}|\\((?:\\?:)?${ANY}\\))(?=\\(?/|$)`);
const PREFIXED = new RegExp(`^((?:[\\w-]+\\\\?\\.)+)\\(${ANY}\\)(?=\\(?/|$)`);
const LITERAL = /^(\()?([\w-]+(?:\\?\.[\w-]+)*)(\))?(?=\(?\/|\$?$)/;
const ANY_PATH = /^(?:\$?|\/\$?|(\/\??)(\()?\.\*(\))?\$?|(\()\/\??\.\*(\))\??\$?)$/;

/** Reads an expression; `undefined` where it is none of those that are known. */
export function readUrlRegex(written: string): UrlRegex | undefined {
  if (written.length > 1000) return undefined;
  const source = written.replaceAll("\\/", "/");
  if (/^\^?\.\*\$?$/.test(source)) {
    return {
      schemes: BOTH,
      host: { kind: "any", text: "" },
      path: { kind: "any", withSlash: false },
    };
  }
  const [start, open, close] = SCHEME.exec(source) ?? [];
  if (start === undefined || (open === undefined) !== (close === undefined)) return undefined;
  // A group without a name of its own counts.
  const isGroup = open !== undefined && !start.includes("(?:");
  if (start.includes("|") && open === undefined) return undefined;
  const scheme = isGroup ? 1 : undefined;
  const next = isGroup ? 2 : 1;
  const rest = source.slice(start.length);
  const schemes = schemesOf(start);

  const whole = REST.exec(rest);
  if (whole) {
    const text = unescape(whole[1]);
    return {
      ...(scheme ? { scheme } : {}),
      schemes,
      host: { kind: text === "" ? "any" : "prefix", text, group: next },
      path: { kind: "any", group: next, withSlash: true },
    };
  }
  const found = readHost(rest, next);
  if (!found) return undefined;
  const path = readPath(rest.slice(found.length), found.host.group === undefined ? next : next + 1);
  return path && { ...(scheme ? { scheme } : {}), schemes, host: found.host, path };
}

const BOTH: readonly Protocol[] = ["http", "https"];

function schemesOf(start: string): readonly Protocol[] {
  if (/https\?|\|/.test(start)) return BOTH;
  return start.includes("https") ? ["https"] : ["http"];
}

function readHost(
  rest: string,
  group: number,
): { host: UrlRegex["host"]; length: number } | undefined {
  const [any] = ANY_HOST.exec(rest) ?? [];
  if (any !== undefined) {
    const isGroup = any.startsWith("(") && !any.startsWith("(?:");
    return {
      host: { kind: "any", text: "", ...(isGroup ? { group } : {}) },
      length: any.length,
    };
  }
  const prefixed = PREFIXED.exec(rest);
  if (prefixed) {
    return {
      host: { kind: "prefix", text: unescape(prefixed[1]), group },
      length: prefixed[0].length,
    };
  }
  const [literal, open, name, close] = LITERAL.exec(rest) ?? [];
  if (literal === undefined || (open === undefined) !== (close === undefined)) return undefined;
  const text = unescape(name);
  if (!isHost(text)) return undefined;
  return {
    host: { kind: "literal", text, ...(open === undefined ? {} : { group }) },
    length: literal.length,
  };
}

/** `/` alone is any path too, as an expression is open at its end, unless `$` closes it. */
function readPath(rest: string, group: number): UrlRegex["path"] | undefined {
  const any = ANY_PATH.exec(rest);
  if (any && rest !== "/$" && rest !== "$") {
    const [, slash, open, close, openAll] = any;
    if ((open === undefined) !== (close === undefined)) return undefined;
    if (open !== undefined) return { kind: "any", group, withSlash: slash === undefined };
    return { kind: "any", ...(openAll ? { group } : {}), withSlash: true };
  }
  // A query is no part of a route's path.
  if (!rest.startsWith("/") || rest.includes("\\?")) return undefined;
  return { kind: "one", regex: rest };
}

function unescape(text: string): string {
  return text.replace(/\\/g, "").toLowerCase();
}
