/**
 * Every change that the writer makes to the disk goes through here, so that
 * tests can cut it off between any two.
 *
 * @module
 */

import { OutputError, PathError } from "../errors.ts";
import { halfwayName } from "./path.ts";
import { folderOf, isSame, type Rooted } from "./rooted.ts";

/** The changes that the writer makes, to paths below the output folder. Each either happens or throws. */
export interface Disk {
  /** Makes a folder that is not there yet. */
  makeFolder(path: string, mode: number): void;
  /** Writes a file that is not there yet, down to the disk. */
  write(path: string, bytes: Uint8Array, mode: number): void;
  /** Moves a file, a link or a folder. A file replaces one that is there. */
  move(from: string, to: string): void;
  /** Gives a file or link a second name that is not there yet. */
  copy(from: string, to: string): void;
  /** Sets permission bits of a folder; nothing on Windows. */
  setMode(folder: string, mode: number): void;
  /** Removes a file, a link or an empty folder. */
  remove(path: string): void;
}

/** The machine's own disk. */
export function realDisk(root: Rooted): Disk {
  return {
    makeFolder(path, mode) {
      root.at(path, (name) => withMode(name, mode, () => Deno.mkdirSync(name, { mode })));
    },

    write(path, bytes, mode) {
      root.at(path, (name) => withMode(name, mode, () => writeNew(name, bytes, mode)));
    },

    move(from, to) {
      const seen = root.info(from);
      rename(root, from, to);
      const moved = root.info(to);
      if (seen && !(moved && isLike(seen, moved))) throw swapped(root, to);
    },

    copy(from, to) {
      if (root.kind(from) === "link") {
        root.info(to);
        const target = root.at(from, (name) => Deno.readLinkSync(name));
        root.at(to, (name) => Deno.symlinkSync(target, name));
        return;
      }
      try {
        link(root, from, to);
      } catch (error) {
        if (error instanceof Deno.errors.AlreadyExists || error instanceof OutputError) throw error;
        // Not every file system has hard links.
        const mode = (root.info(from)?.mode ?? 0o600) & 0o7777;
        const bytes = root.read(from);
        if (bytes === undefined) throw error;
        root.at(to, (name) => withMode(name, mode, () => writeNew(name, bytes, mode)));
        return;
      }
      const [seen, copied] = [root.info(from), root.info(to)];
      if (!seen || !copied || !isLike(seen, copied)) throw swapped(root, from);
    },

    setMode(folder, mode) {
      // The last part of a path could be a link by now, and the current folder can't.
      if (Deno.build.os !== "windows") root.in(folder, (here) => Deno.chmodSync(here, mode));
    },

    remove(path) {
      root.at(path, (name) => Deno.removeSync(name));
    },
  };
}

/**
 * Moves a file. Two folders can't be entered at once: from one to another it goes by way of the outermost one, where it
 * bears a name that nothing else has, so that wherever a folder is moved to meanwhile nothing is replaced there.
 */
function rename(root: Rooted, from: string, to: string): void {
  if (!root.isEntered || folderOf(from) === folderOf(to)) {
    return root.both(from, to, Deno.renameSync);
  }
  const halfway = halfwayName(from, to);
  root.both(from, halfway, Deno.renameSync);
  try {
    root.both(to, halfway, (name, there) => Deno.renameSync(there, name));
  } catch (error) {
    root.both(from, halfway, (name, there) => Deno.renameSync(there, name));
    throw error;
  }
}

/** Gives a file a second name, by the same way. */
function link(root: Rooted, from: string, to: string): void {
  if (!root.isEntered || folderOf(from) === folderOf(to)) {
    return root.both(from, to, Deno.linkSync);
  }
  const halfway = halfwayName(from, to);
  root.both(from, halfway, Deno.linkSync);
  try {
    root.both(to, halfway, (name, there) => Deno.renameSync(there, name));
  } catch (error) {
    root.at(halfway, (name) => Deno.removeSync(name));
    throw error;
  }
}

/** A disk whose errors say which path they are about. */
export function namingPaths(disk: Disk): Disk {
  const naming =
    <Args extends [string, ...unknown[]]>(change: (...args: Args) => void) => (...args: Args) => {
      try {
        change(...args);
      } catch (error) {
        throw error instanceof OutputError ? error : new PathError(shown(args), error);
      }
    };
  return {
    makeFolder: naming(disk.makeFolder),
    write: naming(disk.write),
    move: naming(disk.move),
    copy: naming(disk.copy),
    setMode: naming(disk.setMode),
    remove: naming(disk.remove),
  };
}

/** The path that tells the user most: not one within our own folder, where there is another. */
function shown(args: readonly unknown[]): string {
  const paths = args.filter((arg) => typeof arg === "string");
  return paths.find((path) => !path.startsWith(".dekube/")) ?? paths.at(-1)!;
}

function writeNew(name: string, bytes: Uint8Array, mode: number): void {
  using file = Deno.openSync(name, { write: true, createNew: true, mode });
  for (let done = 0; done < bytes.length;) done += file.writeSync(bytes.subarray(done));
  // compose.yml must not speak of files that a power cut has emptied.
  file.syncDataSync();
}

/** Makes what is to have a mode, whatever the umask. */
function withMode(name: string, mode: number, make: () => void): void {
  if (Deno.build.os === "windows") return make();
  const umask = withoutUmask();
  try {
    make();
  } finally {
    if (umask !== undefined) Deno.umask(umask);
  }
  if (umask === undefined) Deno.chmodSync(name, mode);
}

/** The umask that was in force; `undefined` where it is in force yet, as Deno was not given the permission for it. */
function withoutUmask(): number | undefined {
  try {
    return Deno.umask(0);
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable) return undefined;
    throw error;
  }
}

/** Whether two are one file; on some network file systems a file that is moved gets another number. */
function isLike(one: Deno.FileInfo, other: Deno.FileInfo): boolean {
  return isSame(one, other) ||
    one.size === other.size && one.mtime?.getTime() === other.mtime?.getTime();
}

function swapped(root: Rooted, path: string): OutputError {
  return new OutputError(
    `"${root.path(path)}" became something else while it was written. Run the command again.`,
  );
}

/** Removes a folder and all that is in it. */
export function removeTree(disk: Disk, root: Rooted, path: string): void {
  const kind = root.kind(path);
  if (kind === "none") return;
  if (kind === "folder") {
    for (const name of root.names(path)) removeTree(disk, root, `${path}/${name}`);
  }
  disk.remove(path);
}
