/**
 * What a user has allowed a folder to load, and what it was then. It lies outside of the folder, whose files may be a
 * stranger's.
 *
 * @module
 */

import { dirname, join, resolve } from "@std/path";
import { isMapping } from "../../../pacts/mod.ts";
import { UserError } from "../../core/user_error.ts";
import { digestOf } from "../extensions/local_modules.ts";
import { reasonOf } from "../errors.ts";
import { LARGEST, readRegularText } from "../read_regular.ts";
import { type Lock, parseLock } from "./lock.ts";
import { stateFolder } from "./state_folder.ts";

/** What is remembered of a folder. */
export interface TrustRecord {
  /** The folder, by its real path. */
  folder: string;
  /** What its dekube.yaml may load, by specifier: the files that it was made of, with their digests. */
  allowed: Record<string, Record<string, string>>;
  /** What came from elsewhere. */
  lock?: PinnedLock;
}

/** What came from elsewhere, in Deno's words. */
export interface PinnedLock {
  /** The specifiers that it was loaded for. */
  of: string[];
  /** All that was loaded from elsewhere: Deno wants its locks whole. */
  all: Lock;
  /** What of that was not loaded for the program itself. */
  pins: Lock;
}

/** Where it is kept. */
export interface RecordPlace {
  folder: string;
  /** Nothing for a user who has no folder of their own. */
  file: string | undefined;
}

/** Where it is kept what a folder may load. */
export async function recordPlace(folder: string): Promise<RecordPlace> {
  const real = await Deno.realPath(folder).catch((error) => {
    if (error instanceof Deno.errors.NotFound) return resolve(folder);
    throw error;
  });
  const state = stateFolder();
  const name = (await digestOf(new TextEncoder().encode(real))).replace(/^sha256-/, "");
  return { folder: real, file: state && join(state, "trust", `${name}.json`) };
}

/** What is remembered; nothing of a file that can't be read as that. */
export async function readRecord({ folder, file }: RecordPlace): Promise<TrustRecord> {
  const nothing: TrustRecord = { folder, allowed: {} };
  if (file === undefined) return nothing;
  try {
    const record: unknown = JSON.parse(await readRegularText(file, LARGEST.records));
    if (!isMapping(record) || record.folder !== folder || !isMapping(record.allowed)) {
      return nothing;
    }
    const allowed = Object.fromEntries(Object.entries(record.allowed).filter(areDigests));
    const { lock } = record;
    if (!isMapping(lock) || !Array.isArray(lock.of)) return { folder, allowed };
    const [all, pins] = [lock.all, lock.pins].map((text) => parseLock(JSON.stringify(text)));
    return { folder, allowed, lock: { of: lock.of, all, pins } };
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof SyntaxError) return nothing;
    if (error instanceof Deno.errors.NotCapable) throw error;
    throw new UserError(
      `what ${folder} may load is kept in ${file}, which can't be read: ${
        reasonOf(error)
      }. Remove it to be asked again`,
    );
  }
}

/** Whether an entry is what was written; of any other nobody knows what was allowed. */
function areDigests(entry: [string, unknown]): entry is [string, Record<string, string>] {
  return isMapping(entry[1]) &&
    Object.entries(entry[1]).every(([url, digest]) =>
      url.startsWith("file://") && URL.canParse(url) && typeof digest === "string"
    );
}

/** Remembers. Without a folder for that there is nothing to do. */
export async function writeRecord({ file }: RecordPlace, record: TrustRecord): Promise<void> {
  if (file === undefined) return;
  try {
    await Deno.mkdir(dirname(file), { recursive: true, mode: 0o700 });
    // Whole, or not at all: another run may read it.
    const staging = `${file}.${crypto.randomUUID()}`;
    await Deno.writeTextFile(staging, `${JSON.stringify(record, null, 2)}\n`, { mode: 0o600 });
    await Deno.rename(staging, file);
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable) throw error;
    throw new UserError(
      `what ${record.folder} may load can't be kept in ${dirname(file)}: ${
        reasonOf(error)
      }. Make that a folder that you may write to, or name another place in ${
        Deno.build.os === "windows" ? "LOCALAPPDATA" : "XDG_STATE_HOME"
      }`,
    );
  }
}
