/**
 * Carries a plan out, and takes it back where something is in the way.
 *
 * @module
 */

import { GENERATED_FILES } from "../../core/output/generated_list.ts";
import type { Unit } from "../../core/output/place_files.ts";
import { pause } from "../../core/pause.ts";
import { OutputError, PathError } from "../errors.ts";
import type { Disk } from "./disk.ts";
import { STATE_FOLDER } from "../../core/output/output_path.ts";
import { stagedOf, STAGING } from "./path.ts";
import {
  finish,
  forget,
  formatPending,
  NEW_LIST,
  NEW_PENDING,
  PENDING,
  takeBack,
} from "./pending.ts";
import type { Plan } from "./plan.ts";
import type { Rooted } from "./rooted.ts";
import { fileIn } from "./unit_files.ts";

/** What earlier runs made may be open to others. One that is somebody else's stays as it is. */
function closeState(disk: Disk, root: Rooted): void {
  const mode = root.info(STATE_FOLDER)?.mode ?? 0;
  if ((mode & 0o077) === 0) return;
  try {
    disk.setMode(STATE_FOLDER, 0o700);
  } catch (error) {
    const reason = error instanceof PathError ? error.cause : error;
    if (!(reason instanceof Deno.errors.PermissionDenied)) throw error;
  }
}

/**
 * Carries a plan out. Everything is written under its own name in the staging folder first; then what compose.yml will
 * mount is moved beside what it mounts now; then one move makes compose.yml the new one.
 *
 * Returns why something of no consequence is left to the next run, where that is so.
 *
 * @throws {Error} of the system, where a step fails; everything is as it was before then.
 */
export async function carryOut(disk: Disk, root: Rooted, plan: Plan): Promise<unknown> {
  const { pending } = plan;
  let hasSwitched = false;
  checkHalfway(root);
  disk.makeFolder(STAGING, 0o700);
  try {
    // Who ends the program in between leaves nothing; from then on it is done at one go.
    await stage(disk, plan);
    const text = new TextEncoder().encode(formatPending(pending));
    disk.write(NEW_PENDING, text, 0o600);
    disk.move(NEW_PENDING, PENDING);
    switchOver(disk, plan, () => hasSwitched = true);
    finish(disk, root, pending);
    forget(disk, root);
    closeState(disk, root);
  } catch (error) {
    // All is written; the next run does the rest.
    if (hasSwitched) return error;
    try {
      takeBack(disk, root, pending);
      forget(disk, root);
    } catch (second) {
      throw new NotTakenBack(error, second);
    }
    throw error;
  }
}

/** What is there and bears such a name before anything is moved is the user's. */
function checkHalfway(root: Rooted): void {
  const name = root.names("").find((name) => stagedOf(name) !== undefined);
  if (name === undefined) return;
  throw new OutputError(
    `"${root.path(name)}" bears a name that dekube's own files have for a moment. Move it away.`,
  );
}

/** A step failed, and what was changed until then could not be put back either. */
export class NotTakenBack extends Error {
  constructor(readonly first: unknown, readonly second: unknown) {
    super("what was changed can't be taken back");
  }
}

async function stage(disk: Disk, { pending, units, loose, folders }: Plan): Promise<void> {
  const names = new Map([...folders.keys()].map((path) => [nameOf(path), path]));
  for (const { path, copy } of pending.loose) if (copy) names.set(nameOf(copy), path);
  tryNames(disk, names);
  for (const [index, unit] of units.entries()) {
    await pause();
    stageUnit(disk, unit, `${STAGING}/unit-${index}`);
  }
  for (const [index, [path, { of, content, mode }]] of [...loose].entries()) {
    await pause();
    const folder = `${STAGING}/file-${index}`;
    disk.makeFolder(folder, 0o700);
    about(of, () => disk.write(`${folder}/${nameOf(path)}`, bytesOf(content), mode));
  }
  // Short values could be guessed from their digests.
  disk.write(NEW_LIST, bytesOf(pending.list), 0o600);
}

/** Makes what is only made later once under its name, for the same reason as a unit has its own. */
function tryNames(disk: Disk, names: ReadonlyMap<string, string>): void {
  const folder = `${STAGING}/names`;
  if (names.size > 0) disk.makeFolder(folder, 0o700);
  for (const [name, path] of names) {
    about(path, () => disk.makeFolder(`${folder}/${name}`, 0o700));
    disk.remove(`${folder}/${name}`);
  }
}

/** Under the names that it will have, so that what the disk does not take is known before anything is changed. */
function stageUnit(disk: Disk, { of, place, files }: Unit, folder: string): void {
  disk.makeFolder(folder, 0o700);
  const root = `${folder}/${nameOf(place)}`;
  const made = new Set<string>();
  if (!("" in files)) about(of, () => disk.makeFolder(root, of === "secrets" ? 0o700 : 0o755));
  for (const [path, { content, mode }] of Object.entries(files)) {
    about(fileIn(of, path), () => {
      for (let end = path.indexOf("/"); end > 0; end = path.indexOf("/", end + 1)) {
        const inner = path.slice(0, end);
        if (!made.has(inner)) disk.makeFolder(`${root}/${inner}`, 0o755);
        made.add(inner);
      }
      disk.write(fileIn(root, path), bytesOf(content), mode);
    });
  }
}

/** Names a file by its own path where it is refused: where it is staged tells nobody anything. */
function about(path: string, change: () => void): void {
  try {
    change();
  } catch (error) {
    throw error instanceof PathError ? new PathError(path, error.cause) : error;
  }
}

/** Makes what is staged the project; `switched` hears of the step that counts. */
function switchOver(disk: Disk, plan: Plan, switched: () => void): void {
  const { pending, folders, inTheWay } = plan;
  const staged = new Map(
    [...plan.loose.keys()].map((path, index) =>
      [path, `${STAGING}/file-${index}/${nameOf(path)}`] as const
    ),
  );
  const stale = pending.loose.filter(({ sha256 }) => sha256 === undefined);
  const changes = pending.loose.filter(({ sha256 }) => sha256 !== undefined);
  for (const { path, back } of stale) {
    if (inTheWay.has(path)) disk.move(path, `${STAGING}/${back}`);
  }
  // Innermost first.
  for (const folder of Object.keys(pending.cleared).sort().reverse()) disk.remove(folder);
  for (const [folder, mode] of folders) {
    if (Object.hasOwn(pending.modes, folder)) disk.setMode(folder, mode);
    else disk.makeFolder(folder, mode);
  }
  plan.units.forEach(({ place }, index) =>
    disk.move(`${STAGING}/unit-${index}/${nameOf(place)}`, place)
  );
  for (const { path, back } of stale) {
    if (!inTheWay.has(path)) disk.move(path, `${STAGING}/${back}`);
  }
  for (const { path, back, copy } of changes) {
    if (back !== undefined) disk.copy(path, `${STAGING}/${back}`);
    if (copy !== undefined) disk.copy(path, copy);
    disk.move(staged.get(path)!, path);
    if (path === pending.last) switched();
  }
  disk.move(NEW_LIST, GENERATED_FILES);
  switched();
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

function bytesOf(content: string | Uint8Array): Uint8Array {
  return typeof content === "string" ? new TextEncoder().encode(content) : content;
}
