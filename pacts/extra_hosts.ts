/**
 * Hosts that a service knows by itself (`extra_hosts`). Compose takes them as a mapping and as a list.
 *
 * @module
 */

import { ipAddress } from "./ip_address.ts";
import { isMapping, list, text } from "./read.ts";

/** A name, and an address that it leads to. */
export type ExtraHost = readonly [name: string, address: string];

/** Addresses by name; a name may lead to several. */
export type ExtraHosts = Record<string, string | string[]>;

/**
 * The value of `extra_hosts` that says some hosts, each address once: as a mapping, into which others merge. compose.yml
 * has it as a list, since Compose took no several addresses in a mapping at first.
 *
 * @example
 * ```ts
 * import { extraHosts } from "@dekube/engine/pacts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(
 *   extraHosts([["db", "192.0.2.1"], ["mail", "192.0.2.3"], ["db", "192.0.2.2"]]),
 *   { db: ["192.0.2.1", "192.0.2.2"], mail: "192.0.2.3" },
 * );
 * ```
 */
export function extraHosts(hosts: Iterable<ExtraHost>): ExtraHosts {
  const addresses = new Map<string, Set<string>>();
  for (const [name, address] of hosts) {
    const known = addresses.get(name);
    if (known) known.add(address);
    else addresses.set(name, new Set([address]));
  }
  return Object.fromEntries(
    [...addresses].map(([name, known]) => [name, known.size > 1 ? [...known] : [...known][0]]),
  );
}

/**
 * The hosts that a value of `extra_hosts` says, in each form that Compose takes.
 *
 * @example
 * ```ts
 * import { readExtraHosts } from "@dekube/engine/pacts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(readExtraHosts(["db:192.0.2.1", "v6=2001:db8::1"]), [["db", "192.0.2.1"], ["v6", "2001:db8::1"]]);
 * assertEquals(readExtraHosts({ db: ["192.0.2.1", "192.0.2.2"] }), [["db", "192.0.2.1"], ["db", "192.0.2.2"]]);
 * ```
 */
export function readExtraHosts(value: unknown): ExtraHost[] {
  if (isMapping(value)) {
    return Object.entries(value).flatMap(([name, addresses]) =>
      [addresses].flat().map((address): ExtraHost => [name, text(address)])
    );
  }
  return list(value).map((line): ExtraHost => {
    const [, name, address] = /^([^:=]*)[:=](.*)$/.exec(text(line)) ?? ["", text(line), ""];
    return [name, address];
  });
}

/** What no host has in its name; Compose tells the name from the address by some of it. */
const NO_HOST = /[\s:=,]/;

/**
 * What is wrong with a host of `hostAliases`, which Docker would refuse the whole project for; nothing where it is right.
 *
 * @example
 * ```ts
 * import { faultOfHost } from "@dekube/engine/pacts";
 * import { assertEquals, assertMatch } from "@std/assert";
 *
 * assertEquals(faultOfHost(["db.example", "10.0.0.1"]), undefined);
 * assertMatch(faultOfHost(["db=a", "10.0.0.1"])!, /no host name/);
 * assertMatch(faultOfHost(["db.example", "10.0.0.256"])!, /no IP address/);
 * ```
 */
export function faultOfHost([name, address]: ExtraHost): string | undefined {
  const leads = "which Kubernetes refuses too; it leads nowhere";
  if (NO_HOST.test(name)) {
    return `"${name}" is no host name, ${leads}. Write one such as db.example`;
  }
  if (ipAddress(address) === undefined) {
    return `"${address}" of "${name}" is no IP address, ${leads}. Write one such as 192.0.2.1`;
  }
}
