/**
 * Where a manifest came from, kept beside it so that extensions see nothing but the manifest.
 *
 * @module
 */

import type { Manifest } from "../../../pacts/mod.ts";

/** Where a manifest came from. */
export interface Source {
  /** File, as the reader named it. */
  file: string;
  /**
   * First folder below the input folder: one Helm release. Empty for files that lie in no folder.
   */
  release: string;
  /** Which of several inputs it is of; absent where there is one. */
  input?: string;
  /** Namespace of what names none in that input. */
  namespace?: string;
}

const sources = new WeakMap<Manifest, Source>();

/** Remembers where a manifest came from. */
export function setSource(manifest: Manifest, source: Source): void {
  sources.set(manifest, source);
}

/** Where a manifest came from, `undefined` for one that a script or an extension made. */
export function sourceOf(manifest: Manifest): Source | undefined {
  return sources.get(manifest);
}
