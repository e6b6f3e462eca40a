/**
 * One run at a time: a file that the system locks for as long as a run holds it. A run that is killed loses it with all
 * else; nothing has to be tidied up.
 *
 * @module
 */

import { isMissing, OutputError } from "../errors.ts";
import { STATE_FOLDER } from "../../core/output/output_path.ts";
import { isSame, type Rooted } from "./rooted.ts";

/** Where the lock lies, below the output folder. */
export const LOCK = `${STATE_FOLDER}/lock`;

/** How to wait for another run. */
export interface LockOptions {
  /**
   * How long to wait before giving up, in milliseconds.
   *
   * @default {60_000}
   */
  patienceMs?: number;
  /** Told once that another run is waited for. */
  say?: (message: string) => void;
}

/** A folder that nobody else writes to. */
export interface Lock {
  /** Whether the file system keeps permission bits: some have the same for all files. */
  keepsModes: boolean;
  /** Lets others write to it. */
  release(): void;
}

/**
 * Locks a folder.
 *
 * @throws {OutputError} where another run holds it for too long.
 * @throws {Error} of the system, where the folder is gone, or can't be written.
 */
export async function lock(
  root: Rooted,
  { patienceMs = 60_000, say = () => {} }: LockOptions = {},
): Promise<Lock> {
  const end = performance.now() + patienceMs;
  for (let hasSaid = false;; await pause(50)) {
    const made = makeStateFolder(root);
    const file = open(root);
    if (file === undefined) continue;
    if (isLocked(file)) {
      if (isCurrent(root, file)) {
        note(file);
        return held(root, file, made);
      }
      file.close();
      continue;
    }
    const holder = holderOf(file);
    file.close();
    if (performance.now() > end) {
      throw new OutputError(
        `${holder} writes to "${root.dir}", and is still not done. Wait until it is, or end it.`,
      );
    }
    if (!hasSaid) say(`${holder} writes to "${root.dir}"; waiting until it is done`);
    hasSaid = true;
  }
}

/** Makes our own folder; whether it was missing. */
function makeStateFolder(root: Rooted): boolean {
  const kind = root.kind(STATE_FOLDER);
  if (kind === "folder") return false;
  if (kind !== "none") {
    throw new OutputError(
      `"${
        root.path(STATE_FOLDER)
      }" is not a folder, where dekube keeps track of its files. Remove it.`,
    );
  }
  try {
    root.at(STATE_FOLDER, (name) => Deno.mkdirSync(name, { mode: 0o700 }));
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.AlreadyExists) return false;
    throw error;
  }
}

/** The lock's file; `undefined` where it changes under our hands. */
function open(root: Rooted): Deno.FsFile | undefined {
  try {
    return root.at(LOCK, (name) => {
      try {
        return Deno.openSync(name, { createNew: true, read: true, write: true, mode: 0o600 });
      } catch (error) {
        if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
      }
      const seen = Deno.lstatSync(name);
      if (!seen.isFile) throw notOurs(root, "is not a file");
      const file = Deno.openSync(name, { read: true, write: true });
      const opened = file.statSync();
      if (isSame(seen, opened) && !hasOtherNames(opened)) return file;
      file.close();
      if (hasOtherNames(opened)) throw notOurs(root, "is a file that has another name too");
      return undefined;
    });
  } catch (error) {
    // Whoever was done removed it, and perhaps our folder too.
    if (isMissing(error) && root.kind("") === "folder") return undefined;
    throw error;
  }
}

/** Whether a file is known elsewhere too: what is written to it would be written there. */
function hasOtherNames({ nlink }: Deno.FileInfo): boolean {
  return (nlink ?? 1) > 1;
}

function notOurs(root: Rooted, what: string): OutputError {
  return new OutputError(
    `"${
      root.path(LOCK)
    }" ${what}, where dekube sees to it that one run writes at a time. Remove it.`,
  );
}

function isLocked(file: Deno.FsFile): boolean {
  try {
    return file.tryLockSync(true);
  } catch {
    // Some file systems lock nothing. To refuse to write there helps nobody.
    return true;
  }
}

/** Whether what we hold is what others find. */
function isCurrent(root: Rooted, file: Deno.FsFile): boolean {
  const info = root.info(LOCK);
  return info !== undefined && isSame(info, file.statSync());
}

function note(file: Deno.FsFile): void {
  const text = new TextEncoder().encode(`${Deno.pid}\n`);
  try {
    if (hasOtherNames(file.statSync())) return;
    file.truncateSync();
    file.writeSync(text);
  } catch {
    // It only serves a message.
  }
}

function holderOf(file: Deno.FsFile): string {
  const bytes = new Uint8Array(32);
  try {
    const text = new TextDecoder().decode(bytes.subarray(0, file.readSync(bytes) ?? 0));
    const [pid] = /^\d+(?=\n)/.exec(text) ?? [];
    if (pid !== undefined) return `another run of dekube (process ${pid})`;
  } catch {
    // On Windows what is locked can't be read.
  }
  return "another run of dekube";
}

function held(root: Rooted, file: Deno.FsFile, made: boolean): Lock {
  const { mode } = file.statSync();
  return {
    keepsModes: Deno.build.os !== "windows" && ((mode ?? 0) & 0o7777) === 0o600,
    release() {
      try {
        // While it is held: who waits for it finds that it is not the one any more.
        root.at(LOCK, (name) => Deno.removeSync(name));
        if (made) root.at(STATE_FOLDER, (name) => Deno.removeSync(name));
      } catch {
        // Something is in the folder, as it should be.
      }
      file.close();
    },
  };
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
