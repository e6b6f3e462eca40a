/**
 * Something that others publish, to be converted and scored.
 *
 * @module
 */

import type { Manifest } from "../../pacts/mod.ts";

/** Something to convert. */
export interface Sample {
  /** Folder that the checkout is in. */
  upstream: string;
  /** Path below that: of a file, or of a folder where its files are one sample. */
  file: string;
  /** What is in it, lists unpacked. */
  manifests: Manifest[];
  /** Objects of other files that these name, or that name these. */
  companions?: Manifest[];
}
