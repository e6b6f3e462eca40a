/**
 * What is installed together: Helm's releases, as far as the input shows them.
 *
 * @module
 */

import type { ResourceId } from "./manifest.ts";

/** Releases of the input. */
export interface ReleaseLookup {
  /**
   * The release that an object came with: the folder that it was read from, of one that helmfile rendered the release's
   * name. Empty for one that lay in no folder, or that an extension made.
   */
  of(id: ResourceId): string;
  /** The releases that one needs: helmfile installs them first (`needs`). */
  neededBy(release: string): readonly string[];
}
