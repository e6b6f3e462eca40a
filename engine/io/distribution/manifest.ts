/**
 * What a distribution.json holds.
 *
 * @module
 */

import { isMapping } from "../../../pacts/mod.ts";
import { shown } from "../../core/shown.ts";

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

const NEEDS =
  "a name and a version that can be typed (letters, digits, dots and dashes, such as acme2compose), and a list of extensions, each a text";

const KEYS: Readonly<Record<string, (value: unknown) => boolean>> = {
  name: isWord,
  version: (value) => isWord(value ?? "0.0.0"),
  base: (value) => value === undefined || typeof value === "string",
  extensions: (value) => Array.isArray(value) && value.every((entry) => typeof entry === "string"),
};

/** All keys of one. */
export const MANIFEST_KEYS: readonly string[] = [...Object.keys(KEYS), "input", "tools"];

/** A key that means nothing. One of a base may mean something to a newer dekube, so only the own file is looked at. */
export function oddKey(manifest: DistributionManifest): string | undefined {
  return Object.keys(manifest).find((key) => key !== "$schema" && !MANIFEST_KEYS.includes(key));
}

/** What one must have, as it goes on behind "it needs", and which of that is not so here. */
export function manifestNeeds(value: unknown): string {
  if (!isMapping(value)) return NEEDS;
  const [fault] = faultsOf(value);
  if (fault === undefined) return NEEDS;
  const found = value[fault] === undefined ? "missing" : shown(value[fault]);
  return `${NEEDS}; its "${fault}" is ${found}`;
}

/** Whether something is what a distribution.json holds, its version perhaps left out: for the command as for a build. */
export function isManifest(value: unknown): value is DistributionManifest {
  return isMapping(value) && faultsOf(value).length === 0;
}

function faultsOf(value: Record<string, unknown>): string[] {
  return Object.keys(KEYS).filter((key) => !KEYS[key](value[key]));
}

/** The name is a command's and a file's, and stands in scripts of shells. */
function isWord(value: unknown): boolean {
  return typeof value === "string" && /^[A-Za-z0-9][\w.+-]{0,99}$/.test(value);
}
