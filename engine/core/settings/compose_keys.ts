/**
 * Keys of a volume.
 *
 * @see https://github.com/compose-spec/compose-spec/blob/main/07-volumes.md
 * @module
 */

import { type Reporter, settingPath } from "../../../pacts/mod.ts";
import { VOLUME } from "../check/compose_shape.ts";
import { nearest } from "../../../pacts/nearest.ts";

const VOLUME_KEYS: ReadonlySet<string> = new Set(Object.keys(VOLUME.mapping!.known));

/**
 * Warns of keys under `volumes` that no volume has, and of a volume's beside `host_path`: a folder of the host has none of
 * them.
 */
export function warnUnknownVolumeKeys(
  volumes: Readonly<Record<string, Readonly<Record<string, unknown>>>>,
  diagnostics: Pick<Reporter, "warn">,
): void {
  for (const [name, { host_path, ...others }] of Object.entries(volumes)) {
    for (const key of Object.keys(others)) {
      const path = settingPath("volumes", name, key);
      if (!VOLUME_KEYS.has(key) && !key.startsWith("x-")) {
        diagnostics.warn(
          "unknown-volume-key",
          `"${path}" in dekube.yaml: neither the Compose Specification nor dekube has a key "${key}" for volumes${
            nearest(key, ["host_path", ...VOLUME_KEYS])
          }, and Docker Compose refuses a file with one that it does not know`,
        );
      } else if (host_path !== undefined) {
        diagnostics.warn(
          "idle-volume-key",
          `"${path}" in dekube.yaml has no effect: with "host_path" the claim is a folder of the host, and no volume. Take out one of the two`,
        );
      }
    }
  }
}
