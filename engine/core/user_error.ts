/**
 * An error whose message is for the user.
 *
 * @module
 */

import { withoutPasswords } from "../../pacts/passwords.ts";

/**
 * Something that ends the run and that the user can mend. The message says what is wrong, where,
 * what was expected and what to do; the command prints it without a stack trace and exits with 1.
 *
 * @example
 * ```ts
 * import { UserError } from "@dekube/engine";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(new UserError("dekube.yaml: ...").name, "UserError");
 * ```
 */
export class UserError extends Error {
  /** `UserError`. */
  override name = "UserError";

  /** An error with this message, whose URLs lose their passwords. */
  constructor(message: string, options?: ErrorOptions) {
    super(withoutPasswords(message), options);
  }
}
