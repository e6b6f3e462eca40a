/**
 * What remains to be done once all new files lie ready in the staging folder.
 * Each step can be taken again without harm, so that a run that was cut off is
 * completed by taking all of them from the start.
 *
 * @module
 */

import { join } from "@std/path";
import { GENERATED_FILES } from "./generated_files.ts";
import { isOutputPath, lstat, STATE_FOLDER } from "./path.ts";

/** Where the journal lies, below the output folder. */
export const JOURNAL = `${STATE_FOLDER}/journal.json`;
/** Where new files lie until they are moved, below the output folder. */
export const STAGING = `${STATE_FOLDER}/staging`;

/** One change to the output folder. `staged` is a name in the staging folder. */
export type Step =
  /** A folder that was not there, or whose mode we set. */
  | { do: "folder"; path: string; mode: number }
  /** The user's own file, out of the way of ours. */
  | { do: "keep"; path: string; copy: string }
  /** A file of an earlier run that is not wanted any more. */
  | { do: "discard"; path: string; staged: string }
  /** A folder, if nothing is left in it. */
  | { do: "clear"; path: string }
  /** A new file into its place. */
  | { do: "move"; staged: string; path: string };

/** The journal as text. */
export function formatJournal(steps: readonly Step[]): string {
  return JSON.stringify({ version: 1, steps }, null, 1) + "\n";
}

/**
 * The steps that a run left undone, `undefined` where none did: there is no
 * journal, or it was cut off, or nothing is staged.
 */
export function readJournal(outputDir: string): Step[] | undefined {
  // Links there are not ours: what they lead to must not be moved about.
  for (const folder of [STATE_FOLDER, STAGING]) {
    if (!lstat(join(outputDir, folder))?.isDirectory) return undefined;
  }
  try {
    const { version, steps } = JSON.parse(
      Deno.readTextFileSync(join(outputDir, JOURNAL)),
    );
    if (version !== 1 || !Array.isArray(steps)) return undefined;
    return steps.every(isStep) ? steps : undefined;
  } catch {
    return undefined;
  }
}

function isStep(step: Record<string, unknown>): step is Step {
  switch (step.do) {
    case "folder":
      return isPath(step.path) && Number.isInteger(step.mode);
    case "keep":
      return isPath(step.path) && isPath(step.copy);
    case "discard":
      return isPath(step.path) && isStaged(step.staged);
    case "clear":
      return isPath(step.path);
    case "move":
      return (isPath(step.path) || step.path === GENERATED_FILES) &&
        isStaged(step.staged);
    default:
      return false;
  }
}

function isPath(value: unknown): boolean {
  return typeof value === "string" && isOutputPath(value);
}

function isStaged(value: unknown): boolean {
  return typeof value === "string" && /^[a-z0-9-]+$/.test(value);
}
