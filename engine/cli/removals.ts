/**
 * Asks before most of a project goes: another chart, or another distribution, converted into its folder by mistake would
 * take its place.
 *
 * @module
 */

import type { ServiceChanges } from "../core/output/service_changes.ts";
import { UserError } from "../core/user_error.ts";
import type { CommandOptions } from "./args.ts";
import { askUser, canAsk } from "./ask_user.ts";

const MOST_NAMED = 5;

type RemovalOptions = Pick<CommandOptions, "yes" | "outputDir" | "clean">;

/** What a run that may ask nobody does not do: the message, where it would be refused. */
export function refusedRemovals(
  services: ServiceChanges,
  options: RemovalOptions,
  { isAsked = canAsk }: { isAsked?: () => boolean } = {},
): string | undefined {
  const what = removalsIn(services, options);
  return what === undefined || isAsked() ? undefined : refusal(what);
}

/**
 * Goes on where less than half of the services go, or the user says so.
 *
 * @throws {UserError} where nobody does.
 */
export async function checkRemovals(
  services: ServiceChanges,
  options: RemovalOptions,
  ask: typeof askUser = askUser,
): Promise<void> {
  const what = removalsIn(services, options);
  if (what === undefined || await ask(`${what}. Go on?`)) return;
  throw new UserError(refusal(what));
}

/** What goes, where it is most of a project and the user has not said that it may. */
function removalsIn(
  { added, changed, removed, unchanged }: ServiceChanges,
  { yes, outputDir, clean }: RemovalOptions,
): string | undefined {
  const stays = changed.length + unchanged.length;
  // A service or two more or less is what projects do.
  if (yes || clean || removed.length < 3 || removed.length <= stays) return undefined;
  const more = removed.length > MOST_NAMED ? `, and ${removed.length - MOST_NAMED} more` : "";
  return `${removed.length} of the ${removed.length + stays} services in "${outputDir}" go: ${
    removed.slice(0, MOST_NAMED).join(", ")
  }${more}; ${added.length} would be new`;
}

function refusal(what: string): string {
  return `${what}, so nothing was written: it looks like another project's folder. Choose another one with --output-dir, or add --yes`;
}
