/**
 * `HostRegexp`: of expressions, routes know but `*` for the first label of a host.
 *
 * @module
 */

import { isHost } from "@dekube/engine/pacts/ingress";

/** What a first label may be, near enough to "any": letters, and perhaps more. */
const ANY_LABEL =
  /^(?:\.[*+]|\[\^\.\][*+]|\\w[*+]|\[(?:A-Z|0-9|\\d|\\?-|_)*(?:a-z|\\w)(?:a-z|A-Z|0-9|\\d|\\w|\\?-|_)*\][*+])$/;
const ANY_HOST = /^\.[*+]$/;

/**
 * The hosts that an expression takes: `*.example.com`, plain ones that it lists, or the empty text for any;
 * `undefined` where it is something else. Both of Traefik's syntaxes are read: `^.+\.example\.com$`, and
 * `{name:.+}.example.com`.
 *
 * @example
 * ```ts ignore
 * assertEquals(hostsOfRegex("^[^.]+\\.example\\.com$"), ["*.example.com"]);
 * assertEquals(hostsOfRegex("^(a|b)\\.example\\.com$"), ["a.example.com", "b.example.com"]);
 * ```
 */
export function hostsOfRegex(source: string): string[] | undefined {
  if (source.length > 1000) return undefined;
  const bare = source.replace(/^\^/, "").replace(/\$$/, "");
  if (ANY_HOST.test(unwrap(bare))) return [""];
  const { first, rest } = split(bare);
  const domain = literal(rest);
  if (domain === undefined || !isHost(domain)) return undefined;
  const label = unwrap(first);
  if (ANY_LABEL.test(label)) return [`*.${domain}`];
  // Without its beginning an expression might stand anywhere in a name.
  if (!source.startsWith("^") && !first.startsWith("{")) return undefined;
  const names = label.split("|").map((name) => `${literal(name) ?? " "}.${domain}`.toLowerCase());
  return names.every(isHost) ? names : undefined;
}

/** The first label, up to the dot behind it, and the rest. */
function split(source: string): { first: string; rest: string } {
  const [, first, rest] =
    /^(\{\w+(?::[^{}]*)?\}|\([^()]*\)|\[[^\]]*\][*+]?|\\w[*+]|\.[*+]|[\w-]+)\\?\.(.+)$/
      .exec(source) ?? [];
  return { first: first ?? " ", rest: rest ?? "" };
}

/** What stands in a group; `{name}` is any label. */
function unwrap(label: string): string {
  const [, template] = /^\{\w+(?!\w):?([^{}]*)\}$/.exec(label) ?? [];
  if (template !== undefined) return template || "[^.]+";
  const [, group] = /^\((?:\?:|\?P?<\w+>)?([^()]*)\)$/.exec(label) ?? [];
  return group ?? label;
}

/** A text without anything that an expression would read otherwise, but for dots. */
function literal(source: string): string | undefined {
  return /^(?:[\w-]|\\?\.|\\-)+$/.test(source) ? source.replace(/\\/g, "") : undefined;
}
