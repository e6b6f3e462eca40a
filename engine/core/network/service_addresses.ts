/**
 * Addresses that Services have in the cluster because their manifests say so: here the names of those Services stand in
 * their place, which lead where the addresses did.
 *
 * @module
 */

import { namespaceOf, type Service, type ServiceLookup, text, texts } from "../../../pacts/mod.ts";
import { isHeadless } from "../../../pacts/kubernetes/mod.ts";

/** An address where one may begin and end: IPv4, or IPv6 in brackets. */
const ADDRESS =
  /(?<![\w.-]|::ffff:)(?:\d{1,3}(?:\.\d{1,3}){3}|\[[0-9a-fA-F:]{2,}\])(?![\w-]|\.\w)/g;

/** Behind an address: that it is a range of them. */
const RANGE = /^\/\d{1,3}(?![\w./-])/;

/** Before an address: that a name server is meant, which has no name. */
const NAME_SERVER = /(?<![a-z])(?:nameservers?|resolver)(?![a-z])[^\n]*$/i;

/** How much of the text before an address is looked at. */
const LEAD = 120;

/** An address of a Service, as it stands in a text. */
export interface FoundAddress {
  /** As it is written. */
  address: string;
  /** Where it begins. */
  at: number;
  /** Whose it is in the cluster. */
  service: Service;
}

/** The fixed addresses of a conversion's Services. */
export class ServiceAddresses {
  readonly #services = new Map<string, Service>();

  /** Reads them off the Services. */
  constructor(services: Pick<ServiceLookup, "values">) {
    for (const service of services.values()) {
      const { clusterIP, clusterIPs, type } = service.spec ?? {};
      if (isHeadless(service) || text(type) === "ExternalName") continue;
      for (const address of [text(clusterIP), ...texts(clusterIPs)]) {
        if (address !== "") this.#services.set(keyOf(address), service);
      }
    }
  }

  /**
   * A text as a pod of `namespace` means it, with names in place of addresses where a name may stand. `key` is what
   * stands before it.
   */
  rewrite(value: string, namespace: string, key = ""): string {
    const found = [...this.in(value)];
    if (found.length === 0) return value;
    let [result, end] = ["", 0];
    for (const { address, at, service } of found) {
      result += value.slice(end, at);
      end = at + address.length;
      result += takesName(`${key}${value}`, key.length + at, key.length + end)
        ? nameOf(service, namespace)
        : address;
    }
    return result + value.slice(end);
  }

  /** The addresses of Services in a text. */
  *in(value: string): Iterable<FoundAddress> {
    if (this.#services.size === 0) return;
    for (const { 0: address, index } of value.matchAll(ADDRESS)) {
      const service = this.#services.get(keyOf(address));
      if (service) yield { address, at: index, service };
    }
  }
}

function takesName(value: string, start: number, end: number): boolean {
  const lead = value.slice(Math.max(0, start - LEAD), start);
  if (NAME_SERVER.test(lead)) return false;
  return lead.endsWith("//") || !RANGE.test(value.slice(end, end + 6));
}

/** A Service's name as a pod of a namespace may say it. */
function nameOf(service: Service, namespace: string): string {
  const { name } = service.metadata;
  const own = namespaceOf(service);
  return own === namespace ? name : `${name}.${own || "default"}.svc`;
}

function keyOf(address: string): string {
  return address.replace(/^\[|\]$/g, "").toLowerCase();
}
