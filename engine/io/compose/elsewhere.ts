/**
 * Sees whether a project of the same name is run from another folder. Compose knows projects by their names alone, and
 * would put this one's containers in the place of that one's.
 *
 * @module
 */

import { dirname } from "@std/path";
import { isMapping, word } from "../../../pacts/mod.ts";
import { parseAnswer } from "./answer.ts";

/**
 * The Compose files of the project, as `docker compose ls --all --format json` lists them for containers that there are.
 *
 * @throws {InputError} where that is no JSON.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const listed = '[{"Name":"shop","Status":"running(2)","ConfigFiles":"/srv/shop/compose.yml,/srv/shop/mine.yml"}]';
 * assertEquals(parseComposeFiles(listed, "shop"), ["/srv/shop/compose.yml", "/srv/shop/mine.yml"]);
 * assertEquals(parseComposeFiles(listed, "blog"), []);
 * ```
 */
export function parseComposeFiles(text: string, project: string): string[] {
  return [parseAnswer(text)].flat().filter(isMapping)
    .filter(({ Name }) => Name === project)
    .flatMap(({ ConfigFiles }) => word(ConfigFiles).split(",").filter(Boolean));
}

/**
 * The folder of another Compose file that the project is run from; nothing where it is run from this one, or where that
 * file is not there: the folder was moved then, or is another machine's.
 */
export async function folderElsewhere(
  composeFiles: readonly string[],
  composeFile: string,
): Promise<string | undefined> {
  const own = await realPath(composeFile);
  if (own === undefined) return undefined;
  let folder: string | undefined;
  for (const file of composeFiles) {
    const real = await realPath(file);
    if (real === own) return undefined;
    if (real !== undefined) folder ??= dirname(file);
  }
  return folder;
}

/** Where a file really is; its own path where Deno may not look, and nothing where there is none. */
async function realPath(path: string): Promise<string | undefined> {
  const { state } = await Deno.permissions.query({ name: "read", path });
  if (state !== "granted") return path;
  return await Deno.realPath(path).catch(() => undefined);
}
