/**
 * One run's hold on the output folder: from the moment that it looks at what is there until all is written, nobody else
 * writes to it.
 *
 * @module
 */

import { dirname, resolve } from "@std/path";
import type { Placement, Unit } from "../../core/output/place_files.ts";
import { HEADER } from "../../core/output/render.ts";
import { UserError } from "../../core/user_error.ts";
import { isMissing, OutputError, reasonOf, remedyOf } from "../errors.ts";
import { beforeTheEnd } from "../before_the_end.ts";
import { carryOut, NotTakenBack } from "./apply.ts";
import { type Disk, namingPaths, realDisk, removeTree } from "./disk.ts";
import { FolderState, homeOf } from "./folder_state.ts";
import { type Lock, lock, type LockOptions } from "./lock.ts";
import { checkPlaces } from "../../core/output/check_places.ts";
import { STATE_FOLDER } from "../../core/output/output_path.ts";
import { isRendered } from "./path.ts";
import { forget, settle } from "./pending.ts";
import { makePlan, type Plan, type WriteReport } from "./plan.ts";
import { previousIn, type PreviousOutput } from "./previous.ts";
import { LARGEST } from "../read_regular.ts";
import { Rooted, SwappedError } from "./rooted.ts";

/** How files are written. */
export interface WriteOptions extends LockOptions {
  /**
   * The file by which others know the project: the step from what was there to what is new is its change.
   *
   * @default {"compose.yml"}
   */
  last?: string;
  /**
   * Files that are the user's own once they are written, such as dekube.yaml:
   * no later run takes them for its own.
   */
  handedOver?: Iterable<string>;
  /** Files of the command's own that other programs obey: `.env`. No extension may write one. */
  obeyed?: readonly string[];
  /** Makes the changes; tests put one in that breaks down. */
  disk?: (root: Rooted) => Disk;
}

/** A run's hold on the output folder. */
export class OutputSession {
  readonly #root: Rooted;
  readonly #lock: Lock;
  readonly #disk: Disk;
  readonly #state: FolderState;
  readonly #options: WriteOptions;
  /** Folders that are there for this run alone, innermost first. */
  readonly #made: string[];
  /** What the run before put under other names, and was cut off before it said so. */
  readonly #kept: { path: string; copy: string }[];
  readonly #untilClosed = beforeTheEnd(() => this.close());
  #isClosed = false;
  #unfinished: string | undefined;

  private constructor(root: Rooted, lock: Lock, made: string[], options: WriteOptions) {
    this.#root = root;
    this.#lock = lock;
    this.#made = made;
    this.#options = options;
    this.#disk = namingPaths((options.disk ?? realDisk)(root));
    try {
      this.#kept = settle(this.#disk, root, homeOf(root));
      removeRendered(this.#disk, root);
    } catch (error) {
      throw new OutputError(
        `What an earlier run left in "${root.path(STATE_FOLDER)}" can't be put in order: ${
          describe(error)
        }. ${remedyOf(error)}`,
      );
    }
    this.#state = new FolderState(root, lock.keepsModes);
  }

  /**
   * Takes hold of a folder, which is made where there is none; until something is written it is gone again in the end.
   * What a run has left that was cut off is settled first.
   *
   * @throws {OutputError} where it can't be written to, or another run holds it.
   */
  static async open(outputDir: string, options: WriteOptions = {}): Promise<OutputSession> {
    checkFolder(outputDir);
    const made: string[] = [];
    using _made = beforeTheEnd(() => removeFolders(made));
    for (let attempt = 0;; attempt++) {
      made.push(...makeFolders(outputDir));
      let held: Lock | undefined;
      try {
        const root = new Rooted(outputDir);
        held = await lock(root, options);
        return new OutputSession(root, held, made, options);
      } catch (error) {
        held?.release();
        // Another run that had nothing to write removed the folder that it had made.
        const isGone = isMissing(error) || error instanceof SwappedError;
        if (isGone && !held && attempt < 1000) continue;
        removeFolders(made);
        throw refusal(outputDir, error);
      }
    }
  }

  /** What an earlier run wrote. */
  get previous(): PreviousOutput {
    return previousIn(this.#state, this.#options.last ?? "compose.yml");
  }

  /** Ports that `--local` found free for the project of this folder, as `80/tcp`. */
  get ports(): ReadonlySet<string> {
    return new Set(this.#state.isHome ? this.#state.list?.ports : []);
  }

  /** Whether an earlier run wrote something. */
  get hasPrevious(): boolean {
    return this.#state.list !== undefined;
  }

  /** Whether the last run wrote here, and not where the folder was copied from. */
  get isHome(): boolean {
    return this.#state.isHome;
  }

  /** Why something is left over from writing, which is done all the same, where that is so; the next run sees to it. */
  get unfinished(): string | undefined {
    return this.#unfinished;
  }

  /**
   * What a file holds that is there, whoever wrote it.
   *
   * @throws {OutputError} where it can't be read, or is larger than any that is written.
   */
  text(path: string): string | undefined {
    if (this.#root.kind(path) === "none") return undefined;
    try {
      return new TextDecoder().decode(this.#root.read(path));
    } catch (error) {
      // Of a permission it is said which flag gives it.
      if (error instanceof UserError || error instanceof Deno.errors.NotCapable) throw error;
      throw new OutputError(
        `"${this.#root.path(path)}" can't be read: ${
          reasonOf(error)
        }. Move it away, or choose another output folder.`,
      );
    }
  }

  /** Whether something lies there that no earlier run wrote. */
  isForeign(path: string): boolean {
    return !this.#state.list?.loose[path] && this.#root.kind(path) !== "none";
  }

  /** The text of a file that lies there and that no earlier run wrote. */
  foreignText(path: string): string | undefined {
    return this.#state.list?.loose[path] ? undefined : this.text(path);
  }

  /** Whether a unit can have its place: nothing else is there. */
  accepts(unit: Unit): boolean {
    return this.#state.accepts(unit);
  }

  /**
   * Writes files, and removes those of earlier runs that are not wanted any more. Either all of it happens or nothing.
   * `ports` are what {@linkcode ports} of the next run is to say.
   *
   * @throws {OutputError} where it can't be done; the message says what to do.
   */
  async write(
    placement: Omit<Placement, "project">,
    ports?: readonly string[],
  ): Promise<WriteReport> {
    const plan = this.#plan(placement, ports);
    try {
      using _staged = beforeTheEnd(() => forget(this.#disk, this.#root));
      const left = plan.isEmpty ? undefined : await carryOut(this.#disk, this.#root, plan);
      if (left !== undefined) this.#unfinished = describe(left);
    } catch (error) {
      throw refusal(this.#root.dir, error);
    }
    return { ...plan.report, kept: [...this.#kept, ...plan.report.kept] };
  }

  /**
   * What {@linkcode write} would do, and nothing of it.
   *
   * @throws {OutputError} where it could not be done.
   */
  preview(placement: Omit<Placement, "project">): WriteReport {
    return this.#plan(placement).report;
  }

  #plan({ units, loose }: Omit<Placement, "project">, ports?: readonly string[]): Plan {
    const { last = "compose.yml", handedOver = [], obeyed = [] } = this.#options;
    checkPlaces({ units, loose }, [last, ...obeyed]);
    return makePlan(this.#state, units, loose, { last, handedOver: new Set(handedOver), ports });
  }

  /** The Compose file that lies there, where it is one that dekube printed. */
  get composeText(): string | undefined {
    const { last = "compose.yml" } = this.#options;
    if (this.#root.kind(last) !== "file") return undefined;
    // What is larger than any that is written was not printed by dekube.
    if (this.#root.info(last)!.size > LARGEST.output) return undefined;
    const text = new TextDecoder().decode(this.#root.read(last));
    return text.startsWith(HEADER) ? text : undefined;
  }

  /** Lets others write to the folder. What was rendered there is gone. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#untilClosed[Symbol.dispose]();
    insistOn(() => removeRendered(this.#disk, this.#root));
    this.#lock.release();
    removeFolders(this.#made);
  }

  /** See {@linkcode close}. */
  [Symbol.dispose](): void {
    this.close();
  }
}

/** Removes what was rendered: by this run, or by one that was killed, since there is no other while we hold the folder. */
function removeRendered(disk: Disk, root: Rooted): void {
  for (const name of root.names(STATE_FOLDER).filter(isRendered)) {
    removeTree(disk, root, `${STATE_FOLDER}/${name}`);
  }
}

/** A renderer that is being ended may still write for a moment. */
function insistOn(work: () => void): void {
  for (let attempt = 0; attempt < 3; attempt++) {
    try {
      return work();
    } catch {
      // The next run tries again.
    }
  }
}

/** Refuses an output folder that is none. */
function checkFolder(outputDir: string): void {
  let info: Deno.FileInfo;
  try {
    info = Deno.statSync(outputDir);
  } catch (error) {
    if (isMissing(error)) return;
    throw new OutputError(
      `The output folder "${outputDir}" can't be looked at: ${reasonOf(error)}.`,
    );
  }
  if (!info.isDirectory) {
    throw new OutputError(
      `"${outputDir}" is a file, where the output folder must be. Choose another output folder.`,
    );
  }
}

/** Makes a folder and those above it. Returns what was missing, innermost first. */
function makeFolders(outputDir: string): string[] {
  const missing: string[] = [];
  let folder = resolve(outputDir);
  while (!exists(folder) && dirname(folder) !== folder) {
    missing.push(folder);
    folder = dirname(folder);
  }
  try {
    Deno.mkdirSync(outputDir, { recursive: true, mode: 0o755 });
  } catch (error) {
    removeFolders(missing);
    throw new OutputError(
      `The output folder "${outputDir}" can't be made: ${reasonOf(error)}. Choose another one.`,
    );
  }
  return missing;
}

/** Removes folders as far as nothing is in them. */
function removeFolders(folders: readonly string[]): void {
  for (const folder of folders) {
    try {
      Deno.removeSync(folder);
    } catch {
      // It is in use by now.
    }
  }
}

function exists(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch (error) {
    return !isMissing(error);
  }
}

/** What to say where a folder can't be written to. */
function refusal(outputDir: string, error: unknown): unknown {
  if (error instanceof NotTakenBack) {
    return new OutputError(
      `"${outputDir}" can't be written: ${
        describe(error.first)
      }. What was changed until then can't be put back ` +
        `either: ${
          describe(error.second)
        }. Mend this and run the command again: it puts the rest back first.`,
    );
  }
  if (error instanceof UserError) return error;
  return new OutputError(
    `Nothing was written to "${outputDir}": ${describe(error)}. ${remedyOf(error)}`,
  );
}

function describe(error: unknown): string {
  return error instanceof OutputError ? error.message.replace(/\.$/, "") : reasonOf(error);
}
