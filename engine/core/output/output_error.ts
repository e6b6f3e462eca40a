/**
 * What can not be written.
 *
 * @module
 */

import { UserError } from "../user_error.ts";

/** The output folder can't be written; the message names the path and what to do. */
export class OutputError extends UserError {
  /** `OutputError`. */
  override name = "OutputError";
}
