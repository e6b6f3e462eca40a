/**
 * What a run is about to change, written down before it does, so that it can be taken back: by the run itself where
 * something goes wrong, by the next one where it was cut off.
 *
 * @module
 */

import { GENERATED_FILES, type UnitRecord } from "../../core/output/generated_list.ts";
import { isMapping } from "../../../pacts/mod.ts";
import { type Disk, removeTree } from "./disk.ts";
import { entries, isUnit, parseGenerated } from "./generated_files.ts";
import { foldersOf, isOutputPath, STATE_FOLDER } from "../../core/output/output_path.ts";
import { stagedOf, STAGING } from "./path.ts";
import { isTwin, type Rooted } from "./rooted.ts";
import { bears, removeEmpty, removeUnit } from "./unit_files.ts";

/** Where the record lies, below the output folder. */
export const PENDING = `${STATE_FOLDER}/pending.json`;
/** Where the record, and the list, are written before they get their names: a file gets one where it lies. */
export const NEW_PENDING = `${STATE_FOLDER}/pending.new`;
export const NEW_LIST = `${STATE_FOLDER}/files.new`;
/** Where versions of dekube that kept no digests wrote what they were about to do. */
const OLD_JOURNAL = `${STATE_FOLDER}/journal.json`;

/** A file that nothing mounts, and compose.yml, which is the last. */
export interface LooseChange {
  path: string;
  /** Digest of what is to be there; nothing is to be where it is absent. */
  sha256?: string;
  /** Name in the staging folder for our own file that is there. */
  back?: string;
  /** What the user's file that is there is called from now on. */
  copy?: string;
}

/** All that a run is about to change. */
export interface Pending {
  /** What tells the folder in which this was written from a copy of it. */
  home: string;
  /** Units that are new, by place. */
  units: Record<string, UnitRecord>;
  /** Folders that are made for them, outermost first. */
  folders: string[];
  /** Empty folders that make room for a file, with their modes. */
  cleared: Record<string, number>;
  /** Folders whose mode is set, with the one that they had. */
  modes: Record<string, number>;
  /** Files, in the order in which they change. */
  loose: LooseChange[];
  /** The file whose change is the step that counts, compose.yml; empty where it stays as it is. */
  last: string;
  /** The list of files from then on. */
  list: string;
  /** Whether that is another one than before. */
  isNewList: boolean;
  /** Units that nobody needs any more then. */
  done: Record<string, UnitRecord>;
}

/** The record as text. */
export function formatPending(pending: Pending): string {
  return JSON.stringify({ version: 2, ...pending }, null, 1) + "\n";
}

/** What a run that was cut off was about to change; `undefined` where none was. */
export function readPending(root: Rooted): Pending | undefined {
  const bytes = root.read(PENDING);
  if (bytes === undefined) return undefined;
  try {
    const pending = JSON.parse(new TextDecoder().decode(bytes));
    return isMapping(pending) && pending.version === 2 ? checked(pending) : undefined;
  } catch {
    return undefined;
  }
}

function checked(pending: Record<string, unknown>): Pending {
  const paths = (value: unknown) => Array.isArray(value) ? value.filter(isPath) : [];
  const isMode = (_path: string, mode: unknown): mode is number => Number.isInteger(mode);
  return {
    home: String(pending.home),
    units: entries(pending.units, isUnit),
    folders: paths(pending.folders),
    cleared: entries(pending.cleared, isMode),
    // No other folder's mode is ever set.
    modes: entries(
      pending.modes,
      (path, mode): mode is number => path === "secrets" && isMode(path, mode),
    ),
    loose: Array.isArray(pending.loose) ? pending.loose.filter(isChange) : [],
    last: isPath(pending.last) ? pending.last : "",
    list: typeof pending.list === "string" ? pending.list : "",
    isNewList: pending.isNewList === true,
    done: entries(pending.done, isUnit),
  };
}

function isPath(value: unknown): value is string {
  return typeof value === "string" && isOutputPath(value);
}

function isChange(value: unknown): value is LooseChange {
  if (!isMapping(value) || !isPath(value.path)) return false;
  const { sha256, back, copy } = value;
  return (sha256 === undefined || typeof sha256 === "string" && /^[0-9a-f]{64}$/.test(sha256)) &&
    (back === undefined || typeof back === "string" && /^back-\d+$/.test(back)) &&
    (copy === undefined || isPath(copy));
}

/**
 * Settles what a run has left that was cut off: completes it where its compose.yml is the one that is there, takes it
 * back where it is not. Returns what was kept under other names, which nobody has been told.
 */
export function settle(
  disk: Disk,
  root: Rooted,
  home: string,
): { path: string; copy: string }[] {
  const pending = readPending(root);
  let kept: { path: string; copy: string }[] = [];
  if (pending && pending.home === home) {
    if (isDone(root, pending)) {
      gatherHalfway(disk, root);
      finish(disk, root, pending);
      kept = keptBy(pending);
    } else {
      takeBack(disk, root, pending);
    }
  }
  forget(disk, root);
  removeTree(disk, root, OLD_JOURNAL);
  return kept;
}

/** Brings what is between two folders back to the staging folder. */
function gatherHalfway(disk: Disk, root: Rooted): void {
  for (const name of root.names("")) {
    const staged = stagedOf(name);
    if (staged === undefined) continue;
    if (root.kind(STAGING) === "none") disk.makeFolder(STAGING, 0o700);
    let place = `${STAGING}/${staged}`;
    // A new one's own folder is there still.
    while (root.kind(place) !== "none") place += "-again";
    disk.move(name, place);
  }
}

/** The user's files that a run has put under other names. */
export function keptBy({ loose }: Pending): { path: string; copy: string }[] {
  return loose.flatMap(({ path, copy }) => copy === undefined ? [] : [{ path, copy }])
    .sort((a, b) => a.path < b.path ? -1 : 1);
}

/** Whether the step that counts was taken. */
function isDone(root: Rooted, { loose, last, list, isNewList }: Pending): boolean {
  if (isNewList && textAt(root, GENERATED_FILES) === list) return true;
  const change = loose.find(({ path }) => path === last);
  return change?.sha256 !== undefined && bears(root, last, change.sha256);
}

/** Does what remains once compose.yml is the new one. */
export function finish(disk: Disk, root: Rooted, { list, done, loose }: Pending): void {
  if (textAt(root, GENERATED_FILES) !== list && parseGenerated(list)) {
    removeTree(disk, root, NEW_LIST);
    disk.write(NEW_LIST, new TextEncoder().encode(list), 0o600);
    disk.move(NEW_LIST, GENERATED_FILES);
  }
  for (const [place, unit] of Object.entries(done)) removeUnit(disk, root, place, unit);
  const stale = loose.filter(({ sha256 }) => sha256 === undefined);
  removeEmpty(disk, root, new Set(stale.flatMap(({ path }) => foldersOf(path))));
}

/** Takes a run back: what it has changed so far is as it was. What somebody else has changed since stays. */
export function takeBack(disk: Disk, root: Rooted, pending: Pending): void {
  const { loose, units, folders, cleared, modes } = pending;
  gatherHalfway(disk, root);
  for (const { path, sha256, back, copy } of loose) {
    const isNew = sha256 !== undefined && back === undefined && copy === undefined;
    if (isNew && root.kind(path) === "file" && bears(root, path, sha256)) disk.remove(path);
  }
  for (const [place, unit] of Object.entries(units)) {
    if (root.kind(place) !== "none") removeUnit(disk, root, place, unit);
  }
  removeEmpty(disk, root, folders);
  for (const folder of Object.keys(cleared).sort()) {
    if (root.kind(folder) === "none") disk.makeFolder(folder, cleared[folder]);
  }
  for (const change of loose.toReversed()) putBack(disk, root, change);
  for (const [folder, mode] of Object.entries(modes)) {
    if (root.kind(folder) === "folder") disk.setMode(folder, mode);
  }
}

/** Puts the file that a change has replaced or removed back. */
function putBack(disk: Disk, root: Rooted, { path, sha256, back, copy }: LooseChange): void {
  const old = back === undefined ? copy : `${STAGING}/${back}`;
  if (old === undefined || root.kind(old) === "none") return;
  const kind = root.kind(path);
  const isOurs = kind === "none" ||
    kind === "file" && sha256 !== undefined && bears(root, path, sha256);
  // It may have both names by now, and not have been replaced yet.
  if (back === undefined && isTwin(root, path, old)) disk.remove(old);
  else if (isOurs) disk.move(old, path);
}

/** Forgets what a run was about to change. */
export function forget(disk: Disk, root: Rooted): void {
  for (const path of [PENDING, NEW_PENDING, NEW_LIST, STAGING]) removeTree(disk, root, path);
}

function textAt(root: Rooted, path: string): string | undefined {
  const bytes = root.read(path);
  return bytes && new TextDecoder().decode(bytes);
}
