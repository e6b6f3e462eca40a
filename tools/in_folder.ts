/**
 * Files on a disk, for tests that hand them to a real program.
 *
 * @module
 */

import { dirname, join } from "@std/path";

/** Files by path below a folder. */
export type TestFiles = Iterable<readonly [path: string, content: string | Uint8Array]>;

/**
 * Does some work in a folder of its own with these files in it. The folder is gone afterwards, however
 * the work ends. Files that name the folder are made by a function of its path.
 *
 * @example
 * ```ts ignore
 * const { said } = await inFolder([["a.pem", pem]], (folder) => runTestTool("openssl", ["x509", "-in", `${folder}/a.pem`]));
 * ```
 */
export async function inFolder<T>(
  files: TestFiles | ((folder: string) => TestFiles),
  work: (folder: string) => T | Promise<T>,
): Promise<T> {
  const folder = await Deno.makeTempDir();
  try {
    for (const [path, content] of typeof files === "function" ? files(folder) : files) {
      const file = join(folder, path);
      await Deno.mkdir(dirname(file), { recursive: true });
      await (typeof content === "string"
        ? Deno.writeTextFile(file, content)
        : Deno.writeFile(file, content));
    }
    return await work(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
