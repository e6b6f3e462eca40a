/**
 * Finds out, before anything is done, that a file which the user names has no folder to be in.
 *
 * @module
 */

import { dirname, isAbsolute, normalize } from "@std/path";
import { UserError } from "../core/user_error.ts";

/** What is said of a file that has no folder to be in. */
export function noFolderFor(file: string): UserError {
  return new UserError(`${file} can't be written: its folder is not there. Make it first`);
}

/**
 * Ends where the folder of a file is not there; `made` is one that the run itself makes.
 *
 * @throws {UserError} where it is not.
 */
export async function checkFolderFor(file: string, made: string): Promise<void> {
  const folder = dirname(file);
  // Where one is named from the root and the other is not, they may be the same.
  if (
    isAbsolute(folder) !== isAbsolute(made) || normalize(`${folder}/`) === normalize(`${made}/`)
  ) {
    return;
  }
  // Nobody is asked for more than it takes: what can't be looked at may be there.
  const { state } = await Deno.permissions.query({ name: "read", path: folder });
  if (state !== "granted") return;
  try {
    await Deno.stat(folder);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) throw noFolderFor(file);
  }
}
