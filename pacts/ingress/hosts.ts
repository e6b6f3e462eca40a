/**
 * Host names, and `host:port` of backends: what may stand in a proxy's config.
 *
 * @module
 */

const LABEL = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?";
const HOST = new RegExp(`^${LABEL}(?:\\.${LABEL})*$`, "i");
/** A Service's name comes from a manifest, and an ExternalName may hold underscores. */
const UPSTREAM = /^([a-z0-9_](?:[a-z0-9_.-]*[a-z0-9_])?):(\d{1,5})$/i;

/**
 * Whether a text is a host name.
 *
 * @example
 * ```ts
 * import { isHost } from "@dekube/engine/pacts";
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
 * import { isHostPattern } from "@dekube/engine/pacts";
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
 * import { parseUpstream } from "@dekube/engine/pacts";
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

/**
 * Whether a text is an IP address, or one with the length of a network's prefix (CIDR).
 *
 * @example
 * ```ts
 * import { isNetwork } from "@dekube/engine/pacts";
 * import { assert } from "@std/assert";
 *
 * assert(isNetwork("10.0.0.0/8") && isNetwork("2001:db8::1") && !isNetwork("10.0.0.0/33"));
 * ```
 */
export function isNetwork(source: string): boolean {
  const [, address, length] = /^([0-9A-Fa-f.:]+)(?:\/(\d{1,3}))?$/.exec(source) ?? [];
  if (address === undefined) return false;
  const bits = isV4(address) ? 32 : isV6(address) ? 128 : -1;
  return Number(length ?? 0) <= bits;
}

const V4_PART = "(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
const V4 = new RegExp(`^${V4_PART}(?:\\.${V4_PART}){3}$`);

function isV4(address: string): boolean {
  return V4.test(address);
}

/** Eight groups; `::` takes the place of one or more, an IPv4 address that of the last two. */
function isV6(address: string): boolean {
  const halves = address.split("::");
  if (halves.length > 2) return false;
  const groups = halves.flatMap((half) => half === "" ? [] : half.split(":"));
  const last = groups.at(-1) ?? "";
  const endsInV4 = last.includes(".") && isV4(last) && halves.at(-1) !== "";
  const hex = endsInV4 ? groups.slice(0, -1) : groups;
  const count = hex.length + (endsInV4 ? 2 : 0);
  return hex.every((group) => /^[0-9A-Fa-f]{1,4}$/.test(group)) &&
    (halves.length === 2 ? count < 8 : count === 8);
}
