/**
 * IP addresses, and networks of them.
 *
 * @module
 */

import { withoutEnd } from "./ends.ts";

const V4_PART = "(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
const V4 = new RegExp(`^${V4_PART}(?:\\.${V4_PART}){3}$`);

/**
 * An IP address in its one spelling (one of IPv6 has many), `undefined` where the text is none.
 *
 * @example
 * ```ts
 * import { ipAddress } from "@dekube/engine/pacts/kubernetes";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(ipAddress("10.0.0.1"), "10.0.0.1");
 * assertEquals(ipAddress("2001:DB8:0::1"), "2001:db8::1");
 * assertEquals(ipAddress("10.0.0.256"), undefined);
 * ```
 */
export function ipAddress(text: string): string | undefined {
  if (V4.test(text)) return text;
  if (!text.includes(":") || !/^[0-9A-Fa-f:.]+$/.test(text)) return undefined;
  return URL.parse(`http://[${text}]`)?.hostname.slice(1, -1);
}

/**
 * Whether a text is an IP address, or one with the length of a network's prefix (CIDR).
 *
 * @example
 * ```ts
 * import { isNetwork } from "@dekube/engine/pacts/ingress";
 * import { assert } from "@std/assert";
 *
 * assert(isNetwork("10.0.0.0/8") && isNetwork("2001:db8::1") && !isNetwork("10.0.0.0/33"));
 * // Programs written in Go end at it.
 * assert(!isNetwork("10.0.0.0/08"));
 * ```
 */
export function isNetwork(text: string): boolean {
  const [, address, length = "0"] = /^([^/]+)(?:\/(0|[1-9]\d{0,2}))?$/.exec(text) ?? [];
  const found = address === undefined ? undefined : ipAddress(address);
  return found !== undefined && Number(length) <= (found.includes(":") ? 128 : 32);
}

/**
 * The family (4 or 6) of whose addresses a network is all; none where it holds some of them alone.
 *
 * @example
 * ```ts
 * import { wholeFamily } from "./ip_address.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(["0.0.0.0/0", "::/0", "10.0.0.0/8"].map(wholeFamily), [4, 6, undefined]);
 * ```
 */
export function wholeFamily(network: string): 4 | 6 | undefined {
  const [, written, zeros] = /^([^/]+)\/(0)$/.exec(network.trim()) ?? [];
  const address = zeros === undefined ? undefined : ipAddress(written);
  return address === undefined ? undefined : address.includes(":") ? 6 : 4;
}

/**
 * Whether a list of networks lets everybody in: all of IPv4, by which a machine is reached, or all of IPv6 where it names
 * nothing of IPv4. All of IPv6 beside some networks of IPv4 leaves out the rest of IPv4.
 *
 * @example
 * ```ts
 * import { admitEverybody } from "@dekube/engine/pacts/ingress";
 * import { assert } from "@std/assert";
 *
 * assert(admitEverybody(["10.0.0.0/8", "0.0.0.0/0"]) && admitEverybody(["::/0"]));
 * assert(!admitEverybody(["10.0.0.0/8", "::/0"]) && !admitEverybody([]));
 * ```
 */
export function admitEverybody(networks: readonly string[]): boolean {
  const families = networks.map(wholeFamily);
  return families.includes(4) ||
    families.includes(6) && networks.every((network) => isOfV6(network.trim()));
}

function isOfV6(network: string): boolean {
  return isNetwork(network) && network.includes(":");
}

/** Names by which machines mean themselves. */
const OWN_NAME =
  /^(?:(?:.*\.)?localhost|localhost[46]?\.localdomain[46]?|localhost6|ip6-(?:localhost|loopback))$/;

/** Addresses by which they do, in their one spelling: of the loopback, and those of no machine. */
const OWN_ADDRESS =
  /^(?:(?:0|127)\.[\d.]+|\[::(?:1|(?:ffff:)?(?:7f[0-9a-f]{2}|0):[0-9a-f]{1,4})?\])$/;

/**
 * Whether a host is the machine itself that asks for it, by a name or in whatever spelling of an address.
 *
 * @example
 * ```ts
 * import { isOwnAddress } from "./ip_address.ts";
 * import { assert } from "@std/assert";
 *
 * const own = ["localhost", "x.LOCALHOST.", "127.0.0.1", "127.1", "0x7f000001", "0", "::1", "[::ffff:127.0.0.1]"];
 * assert(own.every(isOwnAddress));
 * assert(!["web", "localhost.example.com", "10.0.0.1", "128.0.0.1", "2001:db8::1"].some(isOwnAddress));
 * ```
 */
export function isOwnAddress(host: string): boolean {
  const name = withoutEnd(host.trim().toLowerCase().replace(/^\[(.*)\]$/, "$1"), ".");
  if (OWN_NAME.test(name)) return true;
  // Browsers and C libraries read short and other forms of IPv4, too.
  const found = URL.parse(`http://${name.includes(":") ? `[${name}]` : name}/`)?.hostname ?? "";
  return OWN_ADDRESS.test(found);
}
