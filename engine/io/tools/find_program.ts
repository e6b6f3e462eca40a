/**
 * Looks for programs on the PATH.
 *
 * @module
 */

import { join } from "@std/path";

const DELIMITER = Deno.build.os === "windows" ? ";" : ":";

/**
 * Whether a program can be found on the PATH, without starting it.
 *
 * @example
 * ```ts ignore
 * if (!await isInstalled("helm")) console.error("helm is missing");
 * ```
 */
export async function isInstalled(program: string): Promise<boolean> {
  const windows = Deno.build.os === "windows";
  const endings = windows ? (Deno.env.get("PATHEXT") ?? ".COM;.EXE;.BAT;.CMD").split(";") : [""];
  const folders = (Deno.env.get("PATH") ?? "").split(DELIMITER).filter((folder) => folder !== "");
  for (const folder of folders) {
    for (const ending of endings) {
      const info = await Deno.stat(join(folder, program + ending)).catch(() => undefined);
      if (info?.isFile && (windows || (info.mode! & 0o111) !== 0)) return true;
    }
  }
  return false;
}

/** Puts a folder at the end of this process's PATH, where what is installed comes first. */
export function addToPath(folder: string): void {
  const path = Deno.env.get("PATH");
  if (path?.split(DELIMITER).includes(folder)) return;
  Deno.env.set("PATH", path ? `${path}${DELIMITER}${folder}` : folder);
}
