/**
 * Names in the output.
 *
 * @module
 */

import type { ResourceId } from "./manifest.ts";

/** Names that are unique in the output, decided from all manifests at once. */
export interface Names {
  /** Compose service of an object: its own name, longer where two would share it. */
  service(id: ResourceId): string;
  /** Folder of a ConfigMap's or Secret's files, below `configmaps/` or `secrets/`. */
  folder(id: ResourceId): string;
  /** Key of a claim under `volumes` in dekube.yaml. */
  claim(namespace: string, claim: string): string;
  /**
   * The name by which {@linkcode claim} knows what a StatefulSet's template is for: `claim`, which is that of the template
   * and the set, but where a pod mounts a claim of just that name. Then it is `member`, the first member's.
   */
  templateClaim(namespace: string, claim: string, member: string): string;
  /** Keys of all claims, those that only a pod names too. */
  claims(): Iterable<string>;
  /**
   * A name for a further Compose service: `wanted` where none has it yet, else a free one near it; kept from then on.
   */
  reserve(wanted: string): string;
}
