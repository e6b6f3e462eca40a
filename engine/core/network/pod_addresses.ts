/**
 * Fixed addresses of one conversion: pods that ask for their own get one that they can rely on.
 *
 * @module
 */

import type { Addresses, Config, Diagnostics, ResourceId } from "../../../pacts/mod.ts";
import { FixedAddresses, type Subnet, subnetOf } from "./subnet.ts";

/** What every network has. */
const LOOPBACK = "127.0.0.1";

/** The addresses of one conversion. */
export class PodAddresses implements Addresses {
  /** Addresses by the Compose service that asked. */
  readonly assigned: Map<string, string> = new Map();
  /** Whether somebody has asked for the host's address. */
  hostIsAsked = false;
  readonly #onHost = new Set<string>();
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
    const name = this.#nameOf(id);
    if (this.#onHost.has(name)) return this.#config.network === "" ? this.ofHost() : LOOPBACK;
    const subnet = this.#use("pods");
    if (!subnet) return undefined;
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
    this.hostIsAsked = true;
    return this.#use("their host")?.gateway;
  }

  /** See {@linkcode Addresses.putOnHost}. */
  putOnHost(id: ResourceId): void {
    this.#onHost.add(this.#nameOf(id));
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
