/**
 * Writes files that the user names.
 *
 * @module
 */

import { UserError } from "../core/user_error.ts";
import { noFolderFor } from "./check_folder.ts";

/**
 * Writes a text to a file that the user names: all of it or nothing, where Deno may write beside the file too.
 *
 * @throws {UserError} where it can't be written.
 */
export async function writeTextAt(path: string, text: string): Promise<void> {
  try {
    await replace(path, text).catch((error) => {
      if (!(error instanceof Deno.errors.NotCapable)) throw error;
      return Deno.writeTextFile(path, text);
    });
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable) throw error;
    if (error instanceof Deno.errors.NotFound) throw noFolderFor(path);
    const why = error instanceof Error ? error.message.split(":")[0] : String(error);
    throw new UserError(`${path} can't be written: ${why}`);
  }
}

async function replace(path: string, text: string): Promise<void> {
  const next = `${path}.${crypto.randomUUID().slice(0, 8)}.tmp`;
  try {
    await Deno.writeTextFile(next, text, { createNew: true });
    await Deno.rename(next, path);
  } catch (error) {
    await Deno.remove(next).catch(() => {});
    throw error;
  }
}
