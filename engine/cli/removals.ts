/**
 * Asks before most of a project goes: another chart, or another distribution, converted into its folder by mistake would
 * take its place.
 *
 * @module
 */

import type { ServiceChanges } from "../core/output/service_changes.ts";
import { UserError } from "../core/user_error.ts";
import type { CommandOptions } from "./args.ts";
import { askUser } from "./ask_user.ts";

const MOST_NAMED = 5;

/**
 * Goes on where less than half of the services go, or the user says so.
 *
 * @throws {UserError} where nobody does.
 */
export async function checkRemovals(
  { added, changed, removed, unchanged }: Pick<
    ServiceChanges,
    "added" | "changed" | "removed" | "unchanged"
  >,
  { yes, outputDir, clean }: Pick<CommandOptions, "yes" | "outputDir" | "clean">,
  ask: typeof askUser = askUser,
): Promise<void> {
  const stays = changed.length + unchanged.length;
  // A service or two more or less is what projects do.
  if (yes || clean || removed.length < 3 || removed.length <= stays) return;
  const more = removed.length > MOST_NAMED ? `, and ${removed.length - MOST_NAMED} more` : "";
  const what = `${removed.length} of the ${removed.length + stays} services in "${outputDir}" go: ${
    removed.slice(0, MOST_NAMED).join(", ")
  }${more}; ${added.length} would be new`;
  if (await ask(`${what}. Go on?`)) return;
  throw new UserError(
    `${what}, so nothing was written: it looks like another project's folder. Choose another one with --output-dir, or add --yes`,
  );
}
