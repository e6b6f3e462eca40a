/**
 * Which service a name leads to, by the networks that who asks is in.
 *
 * @module
 */

import { isMapping, list, networkOwner, type RenderedService, text } from "../../pacts/mod.ts";

/** Names of a project as its containers resolve them. */
export class Names {
  readonly #services: Readonly<Record<string, RenderedService>>;
  /** Services by name, by network. */
  readonly #networks = new Map<string, Map<string, string>>();
  readonly #known = new Set<string>();

  /** The names of some services. */
  constructor(services: Readonly<Record<string, RenderedService>>) {
    this.#services = services;
    for (const [name, service] of Object.entries(services)) {
      if (service.network_mode) continue;
      const further = [service.container_name, service.hostname].map(text).filter((other) =>
        other !== ""
      );
      for (const [network, options] of networksOf(service)) {
        const aliases = isMapping(options) ? list(options.aliases).map(text) : [];
        for (const known of [name, ...aliases, ...further]) this.#add(network, known, name);
      }
    }
  }

  /** Whether a name leads anywhere, whoever asks. */
  has(name: string): boolean {
    return this.#known.has(name);
  }

  /** The service that a name leads to for another one. */
  from(asking: string, name: string): string | undefined {
    const owner = networkOwner(this.#services, asking);
    if (owner === undefined) return this.fromOutside(name);
    const networks = networksOf(this.#services[owner]).map(([network]) => network);
    // Names of one namespace stand in a network of its own, and mean that before they mean any other.
    for (
      const network of networks.sort((a, b) => Number(a === "default") - Number(b === "default"))
    ) {
      const found = this.#networks.get(network)?.get(name);
      if (found !== undefined) return found;
    }
  }

  /** The service that a name leads to for whoever is in the network that all are in. */
  fromOutside(name: string): string | undefined {
    return this.#networks.get("default")?.get(name) ??
      [...this.#networks.values()].find((names) => names.has(name))?.get(name);
  }

  #add(network: string, name: string, service: string): void {
    let names = this.#networks.get(network);
    if (!names) this.#networks.set(network, names = new Map());
    // A service's own name goes before those that others give it.
    if (!names.has(name) || name === service) names.set(name, service);
    this.#known.add(name);
  }
}

/** The networks that a service is in, with the names that it has there: its own, or those of what it shares a network with. */
export function networksWithNames(
  services: Readonly<Record<string, RenderedService>>,
  name: string,
): [network: string, names: string[]][] {
  const owner = networkOwner(services, name);
  if (owner === undefined) {
    const mode = text(services[name].network_mode);
    return mode === "" || mode.startsWith("service:") ? [] : [[mode, []]];
  }
  return networksOf(services[owner]).map(([network, options]) => [
    network,
    [owner, ...isMapping(options) ? list(options.aliases).map(text) : []],
  ]);
}

/** Networks of a service, in either form that Compose takes. */
function networksOf({ networks }: RenderedService): [name: string, options: unknown][] {
  const found: [string, unknown][] = isMapping(networks)
    ? Object.entries(networks)
    : list(networks).map((name) => [text(name), undefined]);
  return found.length > 0 ? found : [["default", undefined]];
}
