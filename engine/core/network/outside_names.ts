/**
 * Names of Services that lead out of the cluster, wherever they stand in a text.
 *
 * @module
 */

import { type ServiceLookup, text } from "../../../pacts/mod.ts";
import { hostPlace, shortNames } from "./host_place.ts";

/** A name that says where it belongs, where one may begin and end. */
const QUALIFIED = /(?<![\w.@%/-])[a-z0-9][a-z0-9-]*\.(?:[a-z0-9.-]*[a-z0-9])(?![\w-])/g;

/** Puts the names that Services lead to outside in those Services' place. */
export class OutsideNames {
  readonly #services: ServiceLookup;
  readonly #names: ReadonlySet<string>;

  /** The Services of a conversion that lead out of the cluster. */
  constructor(services: ServiceLookup) {
    this.#services = services;
    this.#names = new Set(
      [...services.values()].filter((service) => services.resolve(service)?.externalName)
        .map(({ metadata }) => metadata.name),
    );
  }

  /**
   * A text as a pod of `namespace` means it. Names that say where they belong (`db.shop`, `db.shop.svc`) count wherever
   * they stand, short ones where the text before them, or the `lead` before the text, says that they are hosts.
   */
  rewrite(value: string, namespace: string, lead = ""): string {
    if (this.#names.size === 0) return value;
    const spelt = value.replace(QUALIFIED, (name) => this.of(name, namespace) ?? name);
    let [result, end] = ["", 0];
    for (const found of shortNames(spelt, (name) => this.#names.has(name))) {
      const { name, at } = found;
      const outside = this.of(name, namespace);
      if (!outside || hostPlace(spelt, found, lead) !== "host") continue;
      result += spelt.slice(end, at) + outside;
      end = at + name.length;
    }
    return result + spelt.slice(end);
  }

  /** The name outside that a host leads to; `undefined` for any other. */
  of(host: string, namespace: string): string | undefined {
    const [label] = text(host).split(".", 1);
    if (!this.#names.has(label)) return undefined;
    const service = this.#services.find(host, namespace);
    return service && this.#services.resolve(service)?.externalName;
  }
}
