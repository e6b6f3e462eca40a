/**
 * Runs all tests but the end-to-end suite, the examples in doc comments too:
 *
 *     npx -y deno@2.9.6 task test
 *
 * Arguments go to `deno test`, for instance `--filter names` or files.
 *
 * @module
 */

import { runTestGroups } from "./test_groups.ts";

/** What the suite may do. */
const PERMISSIONS = [
  "--allow-read",
  "--allow-write",
  "--allow-env",
  "--allow-run",
  "--allow-sys",
  "--allow-net=127.0.0.1,localhost",
];

/** What holds no tests of the suite. */
const IGNORED = [".jsr", "out", "dist", "tests/e2e"];

/** Takes as long as all the others. */
const LONG = "tests";

/** The folders and files beside a folder's, which together are all that may hold tests or examples. */
export async function otherPlaces(root: URL): Promise<string[]> {
  const entries = await Array.fromAsync(Deno.readDir(root));
  return entries
    .filter(({ name, isDirectory }) =>
      !name.startsWith(".") && ![LONG, ...IGNORED].includes(name) &&
      (isDirectory || /\.(?:ts|md)$/.test(name))
    )
    .map(({ name }) => name)
    .sort();
}

if (import.meta.main) {
  const args = ["--doc", `--ignore=${IGNORED.join(",")}`, ...PERMISSIONS, ...Deno.args];
  const root = new URL("../", import.meta.url);
  const namesFiles = Deno.args.some((argument) => /\.(?:ts|md)$|\/$/.test(argument));
  const groups = namesFiles ? [[]] : [[LONG], await otherPlaces(root)];
  Deno.exit(await runTestGroups({ args, groups }));
}
