/**
 * A folder for the moment.
 *
 * @module
 */

import { beforeTheEnd } from "./before_the_end.ts";

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
  const path = await Deno.makeTempDir({ prefix: `dekube-${name}-` });
  const gone = beforeTheEnd(() => Deno.removeSync(path, { recursive: true }));
  return {
    path,
    async [Symbol.asyncDispose]() {
      gone[Symbol.dispose]();
      await Deno.remove(path, { recursive: true });
    },
  };
}
