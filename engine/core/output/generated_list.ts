/**
 * The list of files that a run wrote, kept beside them, by which the next one knows them.
 *
 * @module
 */

import { STATE_FOLDER } from "./output_path.ts";
import type { PlacedRecord } from "./places.ts";

/** A file or folder that compose.yml mounts. */
export interface UnitRecord {
  /** Its own path. */
  of: string;
  /** The files in it, by path below it; a file's own is empty. */
  files: Record<string, PlacedRecord>;
}

/** Where the list lies, below the output folder. */
export const GENERATED_FILES = `${STATE_FOLDER}/files.json`;

/** A file that nothing mounts. */
export interface LooseRecord extends PlacedRecord {
  /** Its own path, where it lies elsewhere. */
  of?: string;
}

/** A unit that only an earlier compose.yml mounts. */
export interface EarlierRecord extends UnitRecord {
  /** How many versions of compose.yml came since. */
  age: number;
}

/** The files that a run wrote, as the next one needs to know them. */
export interface GeneratedFiles {
  /** What tells the folder in which the list was written from a copy of it. */
  home: string;
  /** Files that nothing mounts, by where they lie. */
  loose: Record<string, LooseRecord>;
  /** What compose.yml mounts, by where it lies. */
  units: Record<string, UnitRecord>;
  /** What earlier versions of it mount. */
  earlier: Record<string, EarlierRecord>;
  /** Ports of the machine that `--local` found free and the project publishes, as `80/tcp`: what listens there is its own. */
  ports?: readonly string[];
  /** Files that a version of dekube wrote which kept no digests. */
  unknown?: readonly string[];
}

/** The list as text: the same files give the same bytes. */
export function formatGenerated(
  { home, loose, units, earlier, ports = [] }: GeneratedFiles,
): string {
  const list = {
    version: 2,
    home,
    loose: sorted(loose),
    units: sorted(units),
    earlier: sorted(earlier),
    ...ports.length === 0 ? {} : { ports },
  };
  return JSON.stringify(list, null, 1) + "\n";
}

function sorted<T>(map: Record<string, T>): Record<string, T> {
  return Object.fromEntries(Object.keys(map).sort().map((key) => [key, map[key]]));
}
