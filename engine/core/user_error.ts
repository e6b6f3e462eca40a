/**
 * An error whose message is for the user.
 *
 * @module
 */

import type { ResourceId } from "../../pacts/mod.ts";
import { withoutPasswords } from "../../pacts/passwords.ts";

/** What an error is about, and what led to it. */
export interface UserErrorOptions extends ErrorOptions {
  /** The object that it is about, where it is about one. */
  resource?: ResourceId;
  /** The file that this is in. */
  file?: string;
}

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

  /** The object that it is about, where it is about one. */
  readonly resource?: ResourceId;
  /** The file that this is in. */
  readonly file?: string;

  /** An error with this message, whose URLs lose their passwords. */
  constructor(message: string, { resource, file, ...options }: UserErrorOptions = {}) {
    super(withoutPasswords(message), options);
    if (resource) this.resource = resource;
    if (file !== undefined) this.file = file;
  }
}
