/**
 * Fixed addresses of one conversion: pods that ask for their own get one that they can rely on.
 *
 * @module
 */

import type { Addresses, Config, Diagnostics, ResourceId } from "../../../pacts/mod.ts";
import { FixedAddresses, type Subnet, subnetOf } from "./subnet.ts";

/** The addresses of one conversion. */
export class PodAddresses implements Addresses {
  /** Addresses by the Compose service that asked. */
  readonly assigned: Map<string, string> = new Map();
  readonly #config: Pick<Config, "name" | "network" | "subnet">;
  readonly #diagnostics: Diagnostics;
  readonly #nameOf: (id: ResourceId) => string;
  #subnet: Subnet | undefined;
  #fixed: FixedAddresses | undefined;

  /** Addresses in the network that the config says. `nameOf` is the Compose service of an object. */
  constructor(
    config: Pick<Config, "name" | "network" | "subnet">,
    nameOf: (id: ResourceId) => string,
    diagnostics: Diagnostics,
  ) {
    this.#config = config;
    this.#nameOf = nameOf;
    this.#diagnostics = diagnostics;
  }

  /** The network's settings, once somebody has asked. */
  get subnet(): Subnet | undefined {
    return this.#subnet;
  }

  /** See {@linkcode Addresses.ofPod}. */
  ofPod(id: ResourceId): string | undefined {
    const subnet = this.#use("pods");
    if (!subnet) return undefined;
    const name = this.#nameOf(id);
    this.#fixed ??= new FixedAddresses(subnet);
    const address = this.assigned.get(name) ?? this.#fixed.of(name);
    if (address === undefined) {
      this.#diagnostics.warn(
        "no-address-left",
        `the network ${subnet.subnet} has too few addresses for all pods that ask for theirs, so some get a name in its place. Set a larger one under "subnet" in dekube.yaml`,
      );
      return undefined;
    }
    this.assigned.set(name, address);
    return address;
  }

  /** See {@linkcode Addresses.ofHost}. */
  ofHost(): string | undefined {
    return this.#use("their host")?.gateway;
  }

  #use(whose: string): Subnet | undefined {
    const { name, network, subnet } = this.#config;
    if (network !== "") {
      this.#diagnostics.warn(
        "no-fixed-address",
        `the network "${network}" is not the project's own, so there are no fixed addresses in it: where pods ask for the address of ${
          whose === "pods" ? "their pod" : whose
        } they get a name, which not every program takes. Take "network" out of dekube.yaml to have addresses`,
      );
      return undefined;
    }
    return this.#subnet ??= subnetOf(name, subnet);
  }
}
