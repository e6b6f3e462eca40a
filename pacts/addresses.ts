/**
 * Addresses in the project's network, for programs that want one where a name will not do.
 *
 * @module
 */

import type { ResourceId } from "./manifest.ts";

/** Fixed addresses. Who asks for one gets it, and the project's network is set up so that it holds. */
export interface Addresses {
  /** IPv4 address of the pod of an object; `undefined` where the project has no network of its own. */
  ofPod(id: ResourceId): string | undefined;
  /** IPv4 address by which containers reach the machine that they run on; `undefined` likewise. */
  ofHost(): string | undefined;
}
