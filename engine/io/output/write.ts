/**
 * Writes the files of a conversion, all or nothing.
 *
 * New files are first laid down in `.dekube/staging/`, then a journal says
 * what is to be moved where, then it is done, and the journal goes. A run that
 * is cut off before the journal has changed nothing; one that is cut off later
 * is completed by the next.
 *
 * @module
 */

import { join } from "@std/path";
import type { OutputFile } from "../../../pacts/files.ts";
import { isMissing, OutputError, reasonOf } from "../errors.ts";
import { applySteps, discardStaging, stage } from "./apply.ts";
import { type Disk, realDisk } from "./disk.ts";
import { readJournal } from "./journal.ts";
import { isOutputPath, lstat, STATE_FOLDER } from "./path.ts";
import { makePlan, type WantedFile, type WriteReport } from "./plan.ts";
import { OutputView } from "./view.ts";

/** How files are written. */
export interface WriteOptions {
  /**
   * The file to move into place last, by which others know the project.
   *
   * @default {"compose.yml"}
   */
  last?: string;
  /**
   * Files that are the user's own once they are written, such as dekube.yaml:
   * no later run takes them for its own.
   */
  handedOver?: Iterable<string>;
  /** Makes the changes; tests put one in that breaks down. */
  disk?: Disk;
}

/**
 * Writes files into a folder, and removes those of the last run that are not
 * wanted any more. Either all of it happens or nothing; what the user put there
 * stays, under another name where it is in the way.
 *
 * @throws {OutputError} where it can't be done; the message says what to do.
 *
 * @example
 * ```ts ignore
 * await writeOutput("out", [["compose.yml", { content: "services: {}\n", mode: 0o600 }]]);
 * // { written: ["compose.yml"], unchanged: [], removed: [], kept: [] }
 * ```
 */
export async function writeOutput(
  outputDir: string,
  files: Iterable<[string, OutputFile]>,
  options: WriteOptions = {},
): Promise<WriteReport> {
  const { disk = realDisk } = options;
  const wanted = await collect(files);
  checkFolders(outputDir);

  const { kept } = new OutputView(outputDir);
  await completeLastRun(disk, outputDir);

  const { last = "compose.yml", handedOver = [] } = options;
  const plan = makePlan(new OutputView(outputDir), wanted, {
    last,
    handedOver: new Set(handedOver),
  });
  if (plan.steps.length > 0) {
    await makeOutputDir(disk, outputDir);
    await stage(disk, outputDir, plan);
    await applySteps(disk, outputDir, plan.steps);
  }
  plan.report.kept.unshift(...kept);
  return plan.report;
}

async function completeLastRun(disk: Disk, outputDir: string): Promise<void> {
  const steps = readJournal(outputDir);
  if (steps) return await applySteps(disk, outputDir, steps);
  try {
    await discardStaging(disk, outputDir);
  } catch (error) {
    throw new OutputError(
      `What an earlier run left in "${join(outputDir, STATE_FOLDER)}" can't be removed: ${
        reasonOf(error)
      }.`,
    );
  }
}

async function makeOutputDir(disk: Disk, outputDir: string): Promise<void> {
  try {
    await disk.makeFolder(outputDir, 0o755);
  } catch (error) {
    throw new OutputError(
      `The output folder "${outputDir}" can't be made: ${reasonOf(error)}. Choose another one.`,
    );
  }
}

async function collect(
  files: Iterable<[string, OutputFile]>,
): Promise<Map<string, WantedFile>> {
  const wanted = new Map<string, WantedFile>();
  for (const [path, { content, mode, exact }] of files) {
    if (!isOutputPath(path)) {
      throw new OutputError(
        `"${path}" can't be written: it is not a plain path below the output folder ` +
          `(no "..", no backslash, not absolute, not in "${STATE_FOLDER}/").`,
      );
    }
    const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
    const digest = exact ? { digest: await sha256(bytes) } : {};
    wanted.set(path, { bytes, mode: mode & 0o7777, ...digest });
  }
  return wanted;
}

async function sha256(bytes: Uint8Array): Promise<string> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes as BufferSource)).toHex();
}

/** Refuses an output folder that is none, and a link in the place of our own folder. */
function checkFolders(outputDir: string): void {
  const folder = stat(outputDir);
  if (folder && !folder.isDirectory) {
    throw new OutputError(
      `"${outputDir}" is a file, where the output folder must be. Choose another output folder.`,
    );
  }
  const state = join(outputDir, STATE_FOLDER);
  if (folder && lstat(state)?.isDirectory === false) {
    throw new OutputError(
      `"${state}" is not a folder, where dekube keeps track of its files. Remove it.`,
    );
  }
}

function stat(path: string): Deno.FileInfo | undefined {
  try {
    return Deno.statSync(path);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw new OutputError(
      `The output folder "${path}" can't be looked at: ${reasonOf(error)}.`,
    );
  }
}
