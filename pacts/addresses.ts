/**
 * Addresses in the project's network, for programs that want one where a name will not do.
 *
 * @module
 */

import type { ResourceId } from "./manifest.ts";

/** Fixed addresses. Who asks for one gets it, and the project's network is set up so that it holds. */
export interface Addresses {
  /**
   * IPv4 address of the pod of an object; `undefined` where the project has no network of its own. A pod on the host has the
   * host's, as its node's in a cluster: that of {@linkcode Addresses.ofHost}, else the loopback's.
   */
  ofPod(id: ResourceId): string | undefined;
  /** IPv4 address by which containers reach the machine that they run on; `undefined` likewise. */
  ofHost(): string | undefined;
  /** Says that the pod of an object has the host's network, before anybody asks for its address. */
  putOnHost(id: ResourceId): void;
}
