/**
 * What extensions know of fields that no rule could say.
 *
 * @module
 */

import type { ComposeService } from "./compose.ts";
import type { Manifest, ResourceId } from "./manifest.ts";

/** Notes for the account of a conversion, beside its rules: what depends on all that there is. */
export interface AccountNotes {
  /**
   * An extension has put something of its own at keys of a service (`user`, `healthcheck.test`, `command.0` for a word), or
   * has taken them away (`environment.DEBUG`, `mounts./tmp`), whatever the object says there; `volumes` is what is said of all
   * mounts together, such as who owns them. The reason stands where an account says why.
   */
  superseded(service: ComposeService, keys: readonly string[], reason: string): void;
  /** A field of an object, or all below it, has shaped what the extension made: `to` says what, as `becomes` of a rule does. */
  shaped(object: Manifest | ResourceId, path: string, to: string): void;
}
