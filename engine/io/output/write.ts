/**
 * Writes files into a folder, all or nothing.
 *
 * @module
 */

import type { OutputFile } from "../../../pacts/files.ts";
import { type LooseFile, looseFile } from "../../core/output/place_files.ts";
import type { WriteReport } from "./plan.ts";
import { OutputSession, type WriteOptions } from "./session.ts";

/**
 * Writes files into a folder under their own paths, and removes those of the last run that are not
 * wanted any more. Either all of it happens or nothing; what the user put there
 * stays, under another name where it is in the way.
 *
 * @throws {OutputError} where it can't be done; the message says what to do.
 *
 * @example
 * ```ts ignore
 * await writeOutput("out", [["compose.yml", { content: "services: {}\n", mode: 0o600 }]]);
 * // { written: ["compose.yml"], unchanged: [], removed: [], kept: [], left: [] }
 * ```
 */
export async function writeOutput(
  outputDir: string,
  files: Iterable<[string, OutputFile]>,
  options: WriteOptions = {},
): Promise<WriteReport> {
  const loose = new Map<string, LooseFile>();
  for (const [path, file] of files) loose.set(path, await looseFile(path, file));
  using session = await OutputSession.open(outputDir, options);
  return await session.write({ units: [], loose });
}
