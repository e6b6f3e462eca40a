/**
 * What a distribution.json holds.
 *
 * @module
 */

import { isMapping } from "../../../pacts/mod.ts";

/** distribution.json. */
export interface DistributionManifest {
  /** Its name, which is its command's. */
  name: string;
  /** Its version. */
  version: string;
  /** Distribution that it stands on: a name, a path, a `jsr:` specifier or a URL. */
  base?: string;
  /**
   * What its command does where no flag names an input: `"helmfile"` renders the helmfile in the
   * current folder, `"detect"` looks what there is. What the base says holds where this is left out;
   * without a base that says something it is `"helmfile"`.
   */
  input?: string;
  /**
   * Folder for the renderers that its command downloads, in the user's own: `"~/.mine"`. What the base
   * says holds where this is left out; `""` takes it back. Without one none is offered for download.
   */
  tools?: string;
  /**
   * Extensions: names of the catalogue, `jsr:` specifiers, `https:` URLs, or paths from the file.
   */
  extensions: readonly string[];
}

/** What one must have, as it goes on behind "it needs". */
export const MANIFEST_NEEDS =
  "a name and a version that can be typed (letters, digits, dots and dashes, such as acme2compose), and a list of extensions, each a text";

/** Whether something is what a distribution.json holds, its version perhaps left out: for the command as for a build. */
export function isManifest(value: unknown): value is DistributionManifest {
  return isMapping(value) && isWord(value.name) && isWord(value.version ?? "0.0.0") &&
    Array.isArray(value.extensions) &&
    value.extensions.every((entry) => typeof entry === "string") &&
    (value.base === undefined || typeof value.base === "string");
}

/** The name is a command's and a file's, and stands in scripts of shells. */
function isWord(value: unknown): boolean {
  return typeof value === "string" && /^[A-Za-z0-9][\w.+-]{0,99}$/.test(value);
}
