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
    : parse(set)!;
  const prefix = 32 - Math.log2(size);
  return {
    subnet: `${toText(base)}/${prefix}`,
    ip_range: `${toText(base)}/${prefix + 1}`,
    gateway: toText(base + 1),
  };
}

/** Whether a text is a network that a project may have. */
export function isSubnet(text: string): boolean {
  return parse(text) !== undefined;
}

/** Addresses of a network's other half, which only those have that asked for one. */
export class FixedAddresses {
  readonly #first: number;
  readonly #count: number;
  readonly #taken = new Map<number, string>();

  /** The fixed addresses of a network. */
  constructor({ subnet }: Subnet) {
    const [base, size] = parse(subnet)!;
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

function parse(text: string): [base: number, size: number] | undefined {
  const [, address, length] = /^(\d+(?:\.\d+){3})\/(\d+)$/.exec(text) ?? [];
  const prefix = Number(length);
  if (!address || prefix < PREFIXES[0] || prefix > PREFIXES[1]) return undefined;
  if (address.split(".").some((part) => Number(part) > 255)) return undefined;
  const size = 2 ** (32 - prefix);
  const base = toNumber(address);
  return base % size === 0 ? [base, size] : undefined;
}

function toNumber(address: string): number {
  return address.split(".").reduce((number, part) => number * 256 + Number(part), 0);
}

function toText(number: number): string {
  return [24, 16, 8, 0].map((bits) => Math.floor(number / 2 ** bits) % 256).join(".");
}
