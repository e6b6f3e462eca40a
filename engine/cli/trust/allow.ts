/**
 * Asks before code is loaded that a folder's own dekube.yaml names: the folder may be a stranger's.
 *
 * @module
 */

import { fromFileUrl } from "@std/path";
import { UserError } from "../../core/user_error.ts";
import type { ResolvedEntry } from "../../io/distribution/entry.ts";
import type { Ask } from "../ask_user.ts";

/** How it is known what may be loaded. */
export interface AllowOptions {
  /** The file that names it, for messages. */
  configFile: string;
  /** Whether the user has said yes beforehand, with `--trust`. */
  trust: boolean;
  ask: Ask;
}

/**
 * Gets a yes for entries that have none yet.
 *
 * @throws {UserError} where there is none; it says what would be loaded, and how to allow it.
 */
export async function allow(
  entries: readonly ResolvedEntry[],
  { configFile, trust, ask }: AllowOptions,
): Promise<void> {
  if (entries.length === 0 || trust) return;
  const what = `${configFile} names ${
    entries.length === 1 ? "an extension that is" : "extensions that are"
  } not dekube's: ${shownEntries(entries)}`;
  if (await ask(`${what}. ${WHAT_IT_MAY} Load ${entries.length === 1 ? "it" : "them"}?`)) return;
  throw new UserError(
    `${what}. Nothing of that was loaded. Look at it, and allow it once with --trust; or take it out of "depends"`,
  );
}

/** What there is to be afraid of. */
const WHAT_IT_MAY =
  "Extensions get no permissions, but they decide what compose.yml runs on this machine.";

/** Entries, and what they stand for where they don't say it. */
export function shownEntries(entries: readonly ResolvedEntry[]): string {
  return entries.map(({ entry, specifier }) => {
    const shown = specifier.startsWith("file:") ? fromFileUrl(specifier) : specifier;
    return shown === entry ? entry : `${entry} (${shown})`;
  }).join(", ");
}
