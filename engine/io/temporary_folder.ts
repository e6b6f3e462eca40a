/**
 * A folder for the moment.
 *
 * @module
 */

import { dirname } from "@std/path";
import { UserError } from "../core/user_error.ts";
import { beforeTheEnd } from "./before_the_end.ts";
import { permissionFlag } from "./missing_flag.ts";

/**
 * A new folder that is this user's alone, and gone afterwards: when it is disposed of, or when a signal ends the program
 * before that. What lies in it may be secret.
 *
 * @example
 * ```ts
 * import { assertRejects } from "@std/assert";
 *
 * let path: string;
 * {
 *   await using folder = await temporaryFolder("example");
 *   path = folder.path;
 *   await Deno.writeTextFile(`${path}/note`, "");
 * }
 * await assertRejects(() => Deno.stat(path), Deno.errors.NotFound);
 * ```
 */
export async function temporaryFolder(name: string): Promise<{ path: string } & AsyncDisposable> {
  const path = await granted(() => Deno.makeTempDir({ prefix: `dekube-${name}-` }));
  const gone = beforeTheEnd(() => Deno.removeSync(path, { recursive: true }));
  return {
    path,
    async [Symbol.asyncDispose]() {
      gone[Symbol.dispose]();
      await Deno.remove(path, { recursive: true });
    },
  };
}

/**
 * Makes something in the system's folder for temporary files, which is read and written again.
 *
 * @throws {UserError} where Deno may not; the message names the flags.
 */
export async function granted(make: () => Promise<string>): Promise<string> {
  try {
    const path = await make();
    // Deno tells by its errors alone where that is.
    const { state } = await Deno.permissions.query({ name: "read", path });
    if (state === "granted") return path;
    await Deno.remove(path, { recursive: true });
    throw new UserError(`${LACKING}: add ${permissionFlag("read", [dirname(path)])}`);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotCapable)) throw error;
    throw new UserError(
      `${LACKING}: add --allow-read and --allow-write of that folder, which is what TMPDIR names, else /tmp`,
      { cause: error },
    );
  }
}

const LACKING =
  "Deno was not given permissions for the folder of temporary files, which this needs";
