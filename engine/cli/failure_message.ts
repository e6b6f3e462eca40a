/**
 * What is said of an error that ends a run.
 *
 * @module
 */

import { withoutPasswords } from "../../pacts/passwords.ts";
import { printable, printableLines } from "../../pacts/printable.ts";
import { failureText } from "../core/failure_text.ts";
import { UserError } from "../core/user_error.ts";
import { PathError, reasonOf } from "../io/errors.ts";
import { missingFlag } from "../io/missing_flag.ts";

/**
 * The message of an error: one for the user as it stands, one of a permission with what to do, and
 * any other as what it is, a bug to be reported. `what` is what failed.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(
 *   failureMessage(new TypeError("x is undefined"), "command"),
 *   "x is undefined. This is a bug in dekube; please report it with the command that you ran",
 * );
 * ```
 */
export function failureMessage(error: unknown, what: "command" | "build"): string {
  if (error instanceof UserError) return failureText(error, REPORT);
  if (error instanceof Deno.errors.NotCapable) {
    return `Deno was not given a permission that the ${what} needs: ${
      missingFlag(error) ?? `${error.message}. Run it with deno run -A`
    }`;
  }
  if (isOfSystem(error)) {
    return `the system refused something: ${
      reasonOf(error)
    }. A file or folder may have changed while it was read; run the command again`;
  }
  return failureText(error, REPORT);
}

/** What helps whoever mends a bug. */
const REPORT = "the command that you ran";

/** Where in the code an error, and those that led to it, happened: what `--debug` shows. */
export function stackOf(error: unknown, causes: number = MOST_CAUSES): string {
  if (!(error instanceof Error)) return printable(String(error));
  const { stack, cause } = error;
  const text = printableLines(withoutPasswords(typeof stack === "string" ? stack : String(error)));
  // An error may be its own cause.
  return cause === undefined || causes === 0
    ? text
    : `${text}\nCaused by: ${stackOf(cause, causes - 1)}`;
}

const MOST_CAUSES = 8;

/** Whether an error is of files, not of ours. */
function isOfSystem(error: unknown): boolean {
  return error instanceof PathError || error instanceof Error && "code" in error &&
      /^E[A-Z0-9]+$/.test(String(error.code));
}
