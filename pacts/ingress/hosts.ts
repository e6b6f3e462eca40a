/**
 * Host names, and `host:port` of backends: what may stand in a proxy's config.
 *
 * @module
 */

/** With underscores, which host names may not have, but which controllers, proxies and name servers take. */
const LABEL = "[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?";
const HOST = new RegExp(`^${LABEL}(?:\\.${LABEL})*$`, "i");
/** A Service's name comes from a manifest, and an ExternalName may hold underscores. */
const UPSTREAM = /^([a-z0-9_](?:[a-z0-9_.-]*[a-z0-9_])?):(\d{1,5})$/i;

/**
 * Whether a text is a host name.
 *
 * @example
 * ```ts
 * import { isHost } from "@dekube/engine/pacts/ingress";
 * import { assert } from "@std/assert";
 *
 * assert(isHost("shop.example") && !isHost("*.example") && !isHost("a b"));
 * ```
 */
export function isHost(text: string): boolean {
  return text.length <= 253 && HOST.test(text);
}

/**
 * Whether a text is a host name, or one with `*` for its first label.
 *
 * @example
 * ```ts
 * import { isHostPattern } from "@dekube/engine/pacts/ingress";
 * import { assert } from "@std/assert";
 *
 * assert(isHostPattern("*.example") && !isHostPattern("a.*.example"));
 * ```
 */
export function isHostPattern(text: string): boolean {
  return isHost(text.startsWith("*.") ? text.slice(2) : text);
}

/**
 * Host and port of a backend, `undefined` where the text is something else.
 *
 * @example
 * ```ts
 * import { parseUpstream } from "./hosts.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(parseUpstream("web.shop.svc.cluster.local:80")?.port, 80);
 * assertEquals(parseUpstream("web"), undefined);
 * ```
 */
export function parseUpstream(text: string): { host: string; port: number } | undefined {
  const match = UPSTREAM.exec(text);
  const port = Number(match?.[2]);
  return match && port >= 1 && port <= 65535 ? { host: match[1], port } : undefined;
}
