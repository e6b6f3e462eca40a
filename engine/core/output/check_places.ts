/**
 * Holds the places of files against what may lie in an output folder.
 *
 * @module
 */

import { OutputError } from "./output_error.ts";
import { isOutputPath, STATE_FOLDER } from "./output_path.ts";
import type { Placement } from "./place_files.ts";
import { isProgramsOwn, WHOSE_NAME } from "./programs_own.ts";

/**
 * Refuses places outside the output folder, and names by which other programs know files of their own, but for those
 * that are `meant`.
 *
 * @throws {OutputError} naming the path.
 */
export function checkPlaces(
  { units, loose }: Pick<Placement, "units" | "loose">,
  meant: readonly string[],
): void {
  for (const path of [...loose.keys(), ...units.map(({ place }) => place)]) checkPath(path);
  for (const path of loose.keys()) if (!meant.includes(path)) checkOwner(path, false);
  for (const { of, place } of units) for (const path of [of, place]) checkOwner(path, true);
}

function checkPath(path: string): void {
  if (isOutputPath(path)) return;
  throw new OutputError(
    `"${path}" can't be written: it is not a plain path below the output folder ` +
      `(no "..", no backslash, not absolute, not in "${STATE_FOLDER}/").`,
  );
}

/** Refuses what another program would obey. */
function checkOwner(path: string, isMounted: boolean): void {
  if (!isProgramsOwn(path, isMounted)) return;
  throw new OutputError(
    `"${path}" can't be written: ${WHOSE_NAME}. Have the extension that writes it choose another name.`,
  );
}
