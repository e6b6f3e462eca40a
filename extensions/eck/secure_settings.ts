/**
 * Secure settings: files of Secrets, which a program's keystore takes when it starts.
 *
 * @module
 */

import { type Mapping, mappings, text } from "@dekube/engine/pacts";

/** Where the files lie. */
const FOLDER = "/mnt/elastic-internal/secure-settings";

/** What a container needs for its secure settings. */
export interface SecureSettings {
  /** The volume with the files. */
  volumes: Mapping[];
  /** Its mount. */
  volumeMounts: Mapping[];
  /** The command that fills the keystore and starts the program; none where there are no such settings. */
  command?: string[];
}

/**
 * Secure settings of a resource. `create` makes an empty keystore, `add` takes a setting called `$name` from the file `$file`,
 * and `start` is what the image starts.
 */
export function secureSettings(
  given: unknown,
  { create, add, start }: { create: string; add: string; start: string },
): SecureSettings {
  const sources = mappings(given).filter(({ secretName }) => text(secretName) !== "")
    .map(({ secretName, entries }) => {
      const items = mappings(entries).map(({ key, path }) => ({
        key: text(key),
        path: text(path) || text(key),
      }));
      return { secret: { name: text(secretName), ...(items.length > 0 ? { items } : {}) } };
    });
  if (sources.length === 0) return { volumes: [], volumeMounts: [] };
  const name = "elastic-internal-secure-settings";
  return {
    volumes: [{ name, projected: { sources } }],
    volumeMounts: [{ name, mountPath: FOLDER, readOnly: true }],
    command: [
      "bash",
      "-c",
      [
        "set -eu",
        create,
        `for file in ${FOLDER}/*; do`,
        '  name="$(basename "$file")"',
        `  ${add}`,
        "done",
        `exec ${start}`,
      ].join("\n"),
    ],
  };
}
