/**
 * The order in which files are read.
 *
 * @module
 */

import { releaseName } from "../manifests/namespaces.ts";
import type { ManifestFile } from "../manifests/parse.ts";

/** helmfile's folder names hold a hash of where it lies, which must not decide what comes first. */
export function inReleaseOrder(files: readonly ManifestFile[]): ManifestFile[] {
  const keys = new Map(files.map((file) => {
    const [folder, ...rest] = file.file.split("/");
    return [file, [releaseName(folder), ...rest].join("/")];
  }));
  return files.toSorted((a, b) => keys.get(a)! < keys.get(b)! ? -1 : 1);
}
