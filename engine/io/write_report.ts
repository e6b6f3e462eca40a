/**
 * Writes the file that a report is to be in.
 *
 * @module
 */

import { UserError } from "../core/user_error.ts";
import { noFolderFor } from "./check_folder.ts";

/**
 * Writes a report; one that is there is replaced.
 *
 * @throws {UserError} where it can't be written.
 */
export async function writeReport(file: string, text: string): Promise<void> {
  try {
    await Deno.writeTextFile(file, text);
  } catch (error) {
    // Said with the flag that is missing.
    if (error instanceof Deno.errors.NotCapable) throw error;
    if (error instanceof Deno.errors.NotFound) throw noFolderFor(file);
    const why = error instanceof Deno.errors.IsADirectory
      ? "it is a folder. Choose another name"
      : error instanceof Deno.errors.PermissionDenied
      ? "that is not allowed. Choose another place"
      : error instanceof Error
      ? error.message
      : String(error);
    throw new UserError(`the report can't be written to ${file}: ${why}`, { cause: error });
  }
}
