/**
 * Writes files that the user names.
 *
 * @module
 */

import { UserError } from "../core/user_error.ts";
import { noFolderFor } from "./check_folder.ts";

/**
 * Writes a text to a file that the user names: all of it or nothing, where Deno may write beside the file too. What is there is
 * replaced, and a link is followed nowhere, since the folder may be a stranger's.
 *
 * @throws {UserError} where it can't be written.
 */
export async function writeTextAt(path: string, text: string): Promise<void> {
  try {
    await replace(path, text).catch(async (error) => {
      if (!(error instanceof Deno.errors.NotCapable)) throw error;
      await refuseLink(path);
      return Deno.writeTextFile(path, text);
    });
  } catch (error) {
    // Said with the flag that is missing.
    if (error instanceof Deno.errors.NotCapable || error instanceof UserError) throw error;
    if (error instanceof Deno.errors.NotFound) throw noFolderFor(path);
    throw new UserError(`${path} can't be written: ${whyNot(error)}`, { cause: error });
  }
}

function whyNot(error: unknown): string {
  if (error instanceof Deno.errors.IsADirectory) return "it is a folder. Choose another name";
  if (error instanceof Deno.errors.PermissionDenied) {
    return "that is not allowed. Choose another place";
  }
  return error instanceof Error ? error.message.split(":")[0] : String(error);
}

async function refuseLink(path: string): Promise<void> {
  // Without the permission to look nobody knows.
  const { state } = await Deno.permissions.query({ name: "read", path });
  if (state !== "granted") return;
  const isLink = await Deno.lstat(path).then(({ isSymlink }) => isSymlink, () => false);
  if (isLink) {
    throw new UserError(
      `${path} can't be written: it is a link. Choose another name, or remove it`,
    );
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
