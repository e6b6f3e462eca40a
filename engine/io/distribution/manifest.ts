/**
 * What a distribution.json holds.
 *
 * @module
 */

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
