/**
 * Where the program remembers what is the user's, and no project's.
 *
 * @module
 */

import { join } from "@std/path";

/**
 * The folder that this user's programs remember things in: `LOCALAPPDATA` on Windows, else `XDG_STATE_HOME`, else
 * `.local/state` of `HOME`; nothing for a user without any of them.
 */
export function stateFolder(): string | undefined {
  if (Deno.build.os === "windows") return below(Deno.env.get("LOCALAPPDATA"), "dekube");
  // The second is asked for where the first is not set: each takes a permission.
  return below(Deno.env.get("XDG_STATE_HOME"), "dekube") ??
    below(Deno.env.get("HOME"), ".local/state/dekube");
}

function below(folder: string | undefined, path: string): string | undefined {
  // The specification has a relative one left alone; it would lie in whatever folder is the current one.
  return folder && /^(\/|[A-Za-z]:[\\/])/.test(folder) ? join(folder, path) : undefined;
}
