/**
 * What is said of an error that ends a conversion, wherever it runs.
 *
 * @module
 */

import { withoutPasswords } from "../../pacts/passwords.ts";
import { UserError } from "./user_error.ts";

/**
 * The message of an error: one for the user as it stands, and any other as what it is, a bug to be reported with what
 * shows it.
 *
 * @example
 * ```ts
 * import { failureText } from "./failure_text.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(
 *   failureText(new TypeError("x is undefined"), "the command that you ran"),
 *   "x is undefined. This is a bug in dekube; please report it with the command that you ran",
 * );
 * ```
 */
export function failureText(error: unknown, evidence: string): string {
  if (error instanceof UserError) return withoutStop(error.message);
  const message = error instanceof Error ? error.message : String(error);
  return `${withoutPasswords(message)}. This is a bug in dekube; please report it with ${evidence}`;
}

/** Messages are lines, with no full stop behind them; what a program printed stays as it is. */
function withoutStop(message: string): string {
  return message.includes("\n") ? message : message.replace(/(?<![. ])\.$/, "");
}
