/**
 * Names of Services that lead out of the cluster, wherever they stand in a text.
 *
 * @module
 */

import { type ServiceLookup, text } from "../../../pacts/mod.ts";
import { isBehindHostKey } from "../../../pacts/kubernetes/mod.ts";

/** A name, where one may begin and end. */
const NAME = /(?<![\w.@%/-])[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?![\w-])/g;

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
    return value.replace(NAME, (name, offset: number) => {
      const [label] = name.split(".", 1);
      if (!this.#names.has(label)) return name;
      const isHost = name.includes(".") || isBehindHostKey(lead + value, lead.length + offset);
      return (isHost && this.of(name, namespace)) || name;
    });
  }

  /** The name outside that a host leads to; `undefined` for any other. */
  of(host: string, namespace: string): string | undefined {
    const [label] = text(host).split(".", 1);
    if (!this.#names.has(label)) return undefined;
    const service = this.#services.find(host, namespace);
    return service && this.#services.resolve(service)?.externalName;
  }
}
