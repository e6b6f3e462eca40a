/**
 * Stages the files of a run, and carries a journal out.
 *
 * @module
 */

import { dirname, join } from "@std/path";
import { OutputError, reasonOf } from "../errors.ts";
import type { Disk } from "./disk.ts";
import { formatJournal, JOURNAL, STAGING, type Step } from "./journal.ts";
import { lstat, rejectSymlinks, STATE_FOLDER } from "./path.ts";
import type { Plan } from "./plan.ts";

/**
 * Puts all new files on the disk, beside the old ones, and then the journal.
 * What the output folder shows does not change.
 *
 * @throws {OutputError} where that fails; nothing is left behind then.
 */
export async function stage(
  disk: Disk,
  outputDir: string,
  plan: Plan,
): Promise<void> {
  const staging = join(outputDir, STAGING);
  try {
    await disk.makeFolder(join(outputDir, STATE_FOLDER), 0o755);
    // Secrets lie there for a moment.
    await disk.makeFolder(staging, 0o700);
    for (const folder of touchedFolders(outputDir, plan.steps)) {
      await disk.probe(staging, folder).catch((error) => {
        throw new OutputError(`"${folder}": ${reasonOf(error)}`);
      });
    }
    for (const [name, { bytes, mode }] of plan.staged) {
      await disk.write(join(staging, name), bytes, mode);
    }
    const journal = new TextEncoder().encode(formatJournal(plan.steps));
    await disk.write(join(staging, "journal"), journal, 0o600);
    await disk.move(join(staging, "journal"), join(outputDir, JOURNAL));
  } catch (error) {
    await discardStaging(disk, outputDir).catch(() => {});
    await disk.remove(join(outputDir, STATE_FOLDER)).catch(() => {});
    throw new OutputError(
      `Nothing was written to "${outputDir}": ${describe(error)}. ` +
        "Make room, or make it a folder that you may write to, or choose another one.",
    );
  }
}

/**
 * Takes the steps of a journal, those that were taken before included, and
 * forgets it.
 *
 * @throws {OutputError} where a step fails; the journal stays for the next run.
 */
export async function applySteps(
  disk: Disk,
  outputDir: string,
  steps: readonly Step[],
): Promise<void> {
  for (const step of steps) {
    try {
      rejectSymlinks(outputDir, step.path);
      await apply(disk, outputDir, step);
    } catch (error) {
      throw new OutputError(
        `"${step.path}" in "${outputDir}" can't be put in order: ${describe(error)}. ` +
          "Some files are new and some are old now. Mend this and run the command again: it finishes the rest.",
      );
    }
  }
  try {
    await disk.remove(join(outputDir, JOURNAL));
    await disk.removeTree(join(outputDir, STAGING));
  } catch (error) {
    throw new OutputError(
      `All files are written, but "${join(outputDir, STATE_FOLDER)}" can't be tidied up: ${
        describe(error)
      }.`,
    );
  }
}

/** Removes what a run that came to no journal has left. */
export async function discardStaging(
  disk: Disk,
  outputDir: string,
): Promise<void> {
  if (lstat(join(outputDir, JOURNAL))) {
    await disk.remove(join(outputDir, JOURNAL));
  }
  if (lstat(join(outputDir, STAGING))) {
    await disk.removeTree(join(outputDir, STAGING));
  }
}

async function apply(disk: Disk, outputDir: string, step: Step): Promise<void> {
  const path = join(outputDir, step.path);
  switch (step.do) {
    case "folder":
      await disk.makeFolder(path, step.mode);
      return await disk.setMode(path, step.mode);
    case "keep": {
      // Once the copy is there, what has the name is our own file.
      const copy = join(outputDir, step.copy);
      return lstat(copy) ? undefined : await moveIfThere(disk, path, copy);
    }
    case "discard": {
      // Into the staging folder, which tells a run that completes this one that it was done.
      const old = join(outputDir, STAGING, step.staged);
      return lstat(old) || lstat(path)?.isDirectory
        ? undefined
        : await moveIfThere(disk, path, old);
    }
    case "clear":
      if (lstat(path)?.isDirectory && [...Deno.readDirSync(path)].length === 0) {
        await disk.remove(path);
      }
      return;
    case "move":
      return await moveIfThere(
        disk,
        join(outputDir, STAGING, step.staged),
        path,
      );
  }
}

async function moveIfThere(disk: Disk, from: string, to: string) {
  if (lstat(from)) await disk.move(from, to);
}

/** The folders, there already, in which a step makes, moves or removes something. */
function touchedFolders(outputDir: string, steps: readonly Step[]): Set<string> {
  const folders = steps.map(({ path }) => dirname(join(outputDir, path)));
  return new Set(
    folders.filter((folder) => lstat(folder)?.isDirectory).sort(),
  );
}

function describe(error: unknown): string {
  return error instanceof OutputError ? error.message.replace(/\.$/, "") : reasonOf(error);
}
