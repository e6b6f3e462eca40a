/**
 * Finds the Deno that runs extensions of others.
 *
 * @module
 */

import { UserError } from "../../core/user_error.ts";

/**
 * The Deno that this program runs in.
 *
 * @throws {UserError} where it may not be run.
 */
export async function requireDeno(): Promise<string> {
  const deno = Deno.execPath();
  const { state } = await Deno.permissions.query({ name: "run", command: deno });
  if (state === "granted") return deno;
  throw new UserError(
    `extensions that are not dekube's run in a Deno of their own, which gets no permissions, and to start it needs one: add --allow-run=${deno}`,
  );
}
