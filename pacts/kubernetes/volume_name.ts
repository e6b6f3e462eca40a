/**
 * Names of volumes where they become part of a path. Not one of the contracts.
 *
 * @module
 */

import { text } from "../read.ts";
import type { Volume } from "./types.ts";

/** Name of a volume as part of a path or of a Compose name, whatever the manifest calls it. */
export function volumeName(volume: Volume): string {
  return text(volume.name).replace(/[^A-Za-z0-9._-]+/g, "-") || "unnamed";
}
