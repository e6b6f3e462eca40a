/**
 * A part of the private IPv4 addresses, cut up for one project.
 *
 * @module
 */

import { shortHash } from "../../../pacts/kubernetes/mod.ts";

/** What a project's network consists of. */
export interface Subnet {
  /** All of it. */
  subnet: string;
  /** The half from which Docker takes addresses that nobody chose. */
  ip_range: string;
  /** The machine itself. */
  gateway: string;
}

/** Smallest and largest network that a user may set, as the length of the prefix. */
const PREFIXES = [8, 28];

/**
 * Where networks of projects lie that set none: 10.112.0.0 to 10.127.255.255. Docker's own begin with 172.17 to 172.31
 * and 192.168, home routers' with 192.168 or 10.0, Kubernetes' with 10.96 to 10.111, 10.42 and 10.244, GCP's with
 * 10.128 and above.
 */
const BASE = toNumber("10.112.0.0");
const SIZE = 1024;
const COUNT = 1024;

/** The network of a project: the one that is set, else one of 1024 by the project's name. */
export function subnetOf(project: string, set: string): Subnet {
  const [base, size] = set === ""
    ? [BASE + parseInt(shortHash(project), 16) % COUNT * SIZE, SIZE]
    : parse(set);
  const prefix = 32 - Math.log2(size);
  return {
    subnet: `${toText(base)}/${prefix}`,
    ip_range: `${toText(base)}/${prefix + 1}`,
    gateway: toText(base + 1),
  };
}

/**
 * What a text would have to be to name a network that a project may have; `undefined` where it is that.
 *
 * @example
 * ```ts ignore
 * expectedSubnet("10.115.4.0/22"); // undefined
 * expectedSubnet("10.115.5.0/22"); // "the first address of a network, which for one of /22 is 10.115.4.0/22"
 * ```
 */
export function expectedSubnet(text: string): string | undefined {
  const read = readRange(text);
  if (!read) return "a network of IPv4 addresses, for instance 10.115.4.0/22";
  const [address, prefix] = read;
  const [largest, smallest] = PREFIXES;
  if (prefix < largest || prefix > smallest) {
    return `a network of /${largest} to /${smallest} (at least 16 addresses), for instance 10.115.4.0/22`;
  }
  const size = 2 ** (32 - prefix);
  const base = address - address % size;
  return base === address
    ? undefined
    : `the first address of a network, which for one of /${prefix} is ${toText(base)}/${prefix}`;
}

/** Addresses of a network's other half, which only those have that asked for one. */
export class FixedAddresses {
  readonly #first: number;
  readonly #count: number;
  readonly #taken = new Map<number, string>();

  /** The fixed addresses of a network. */
  constructor({ subnet }: Subnet) {
    const [base, size] = parse(subnet);
    this.#first = base + size / 2;
    // The last one means all of them.
    this.#count = size / 2 - 1;
  }

  /** The address of a name, which does not depend on who else has one but where two would meet; none when all are taken. */
  of(name: string): string | undefined {
    const start = parseInt(shortHash(name), 16) % this.#count;
    for (let step = 0; step < this.#count; step++) {
      const place = (start + step) % this.#count;
      const owner = this.#taken.get(place);
      if (owner !== undefined && owner !== name) continue;
      this.#taken.set(place, name);
      return toText(this.#first + place);
    }
    return undefined;
  }
}

/** A network that {@linkcode expectedSubnet} has nothing to say of. */
function parse(text: string): [base: number, size: number] {
  const [base, prefix] = readRange(text)!;
  return [base, 2 ** (32 - prefix)];
}

/** An address and a length of its prefix, whatever they would make. */
function readRange(text: string): [address: number, prefix: number] | undefined {
  const [, address, prefix] = /^(\d{1,3}(?:\.\d{1,3}){3})\/(\d{1,2})$/.exec(text) ?? [];
  if (!address || address.split(".").some((part) => Number(part) > 255)) return undefined;
  return Number(prefix) > 32 ? undefined : [toNumber(address), Number(prefix)];
}

function toNumber(address: string): number {
  return address.split(".").reduce((number, part) => number * 256 + Number(part), 0);
}

function toText(number: number): string {
  return [24, 16, 8, 0].map((bits) => Math.floor(number / 2 ** bits) % 256).join(".");
}
