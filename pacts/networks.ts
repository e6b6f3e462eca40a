/**
 * What networks have in common.
 *
 * @module
 */

import { ipAddress } from "./ip_address.ts";

/**
 * The networks of two lists' common addresses, in CIDR notation as the lists have them: of two networks either one holds the
 * other or they share nothing. `undefined` where something is no network.
 *
 * @example
 * ```ts
 * import { commonNetworks } from "@dekube/engine/pacts/ingress";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(commonNetworks(["10.0.0.0/8", "::/0"], ["10.1.0.0/16", "192.168.0.1"]), ["10.1.0.0/16"]);
 * assertEquals(commonNetworks(["10.0.0.0/8"], ["192.168.0.1"]), []);
 * assertEquals(commonNetworks(["10.0.0.0/8"], ["office"]), undefined);
 * ```
 */
export function commonNetworks(
  one: readonly string[],
  other: readonly string[],
): string[] | undefined {
  const [mine, others] = [one, other].map((all) =>
    all.map((text) => ({ text, bits: networkBits(text) }))
  );
  if ([...mine, ...others].some(({ bits }) => bits === undefined)) return undefined;
  const within = (all: typeof mine, outer: typeof mine) =>
    all.filter(({ bits }) => outer.some((network) => bits!.startsWith(network.bits!)))
      .map(({ text }) => text);
  return [...new Set([...within(mine, others), ...within(others, mine)])];
}

/** What addresses of a network begin with, bit by bit, behind its family. */
function networkBits(text: string): string | undefined {
  const [, written, length] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  const address = written === undefined ? undefined : ipAddress(written);
  if (address === undefined) return undefined;
  const isV6 = address.includes(":");
  const bits = isV6 ? bitsOf(v6Parts(address), 16) : bitsOf(address.split(".").map(Number), 8);
  const prefix = Number(length ?? bits.length);
  return prefix > bits.length ? undefined : `${isV6 ? 6 : 4} ${bits.slice(0, prefix)}`;
}

function bitsOf(parts: readonly number[], width: number): string {
  return parts.map((part) => part.toString(2).padStart(width, "0")).join("");
}

/** The eight parts of an address of IPv6 in its one spelling, which leaves out zeros once at most. */
function v6Parts(address: string): number[] {
  const [head, tail] = address.split("::").map((part) =>
    part === "" ? [] : part.split(":").map((digits) => parseInt(digits, 16))
  );
  if (!tail) return head;
  return [...head, ...Array<number>(8 - head.length - tail.length).fill(0), ...tail];
}
