/**
 * The output folder, seen from within: nothing that is read or changed here is reached through a link.
 *
 * A path is checked part by part, and a link that takes a part's place after that would lead elsewhere. So each part is
 * entered, as the process's current folder, and only counts where it is the very folder that was looked at; what is done
 * then is done to a plain name in it. All of that happens at one go, so nobody else in this process notices.
 *
 * Two names are told to the system at once where a file is moved. They lie in one folder, or one of them in the
 * outermost one: `..` leads to where a folder lies, whatever is put in the place of its name.
 *
 * Deno passes names on as they are where it was given all permissions; else it makes whole paths of them, and to enter a
 * folder helps nothing. Parts are looked at before and after then: a link that comes in between is noticed, but only
 * then.
 *
 * @module
 */

import { withoutEnd } from "../../../pacts/ends.ts";
import { shownPath } from "../../../pacts/long_path.ts";
import { isMissing, isTooLong, OutputError, reasonOf } from "../errors.ts";
import { LARGEST, readWithin } from "../read_regular.ts";
import { linkError } from "./path.ts";

/** What is at a path; links are not followed. */
export type Kind = "none" | "file" | "folder" | "link" | "other";

/** A folder is not the one any more that was looked at. */
export class SwappedError extends OutputError {
  /** `SwappedError`. */
  override name = "SwappedError";
}

/** Each is entered on the way to what is in it; nothing is written that lies as deep. */
const MOST_FOLDERS = 300;

/** What tells one file from another. */
type Identity = Pick<Deno.FileInfo, "dev" | "ino">;

/** A folder, and what is below it. Paths are relative to it, with `/`; the folder's own is empty. */
export class Rooted {
  /** The folder as the user called it. */
  readonly dir: string;
  readonly #real: string;
  readonly #identity: Identity;
  /** Whether folders are entered. */
  readonly isEntered: boolean;

  /**
   * @throws {OutputError} where there is no such folder.
   */
  constructor(dir: string) {
    this.dir = dir;
    this.isEntered = mayAll();
    this.#real = this.isEntered ? Deno.realPathSync(dir) : dir;
    this.#identity = Deno.statSync(this.#real);
  }

  /**
   * Does something in a folder, which is called `.` where it is the current one meanwhile. It must not wait for
   * anything.
   *
   * @throws {OutputError} where a part of the way is a link, or there are too many.
   * @throws {Error} of the system, where a part is missing or can't be entered.
   */
  in<T>(folder: string, work: (here: string) => T): T {
    if (!this.isEntered) return this.#throughPath(folder, work);
    return this.#inside(folder, () => work("."));
  }

  /** Enters a folder, and tells what it and the folders above it are, the nearest first. */
  #inside<T>(folder: string, work: (folders: readonly Identity[]) => T): T {
    const before = currentFolder();
    const folders: Identity[] = [this.#identity];
    try {
      Deno.chdir(this.#real);
      this.#check(this.#identity, folder);
      let way = "";
      for (const part of this.#partsOf(folder)) {
        way = way === "" ? part : `${way}/${part}`;
        const seen = Deno.lstatSync(part);
        if (seen.isSymlink) throw linkError(this.path(way), folder);
        Deno.chdir(part);
        this.#check(seen, way);
        folders.unshift(seen);
      }
      return work(folders);
    } finally {
      Deno.chdir(before ?? this.#real);
    }
  }

  /**
   * Does something to two paths at once. Where folders are entered, it is the first one's, and the other path must lie in
   * the same folder or in the outermost one.
   *
   * @throws {OutputError} where a part of the way is a link.
   */
  both<T>(one: string, other: string, work: (one: string, other: string) => T): T {
    const [folder, above] = [folderOf(one), folderOf(other)];
    if (!this.isEntered) {
      return this.#throughPath(
        folder,
        (here) =>
          this.#throughPath(
            above,
            (there) => work(`${here}/${nameOf(one)}`, `${there}/${nameOf(other)}`),
          ),
      );
    }
    const steps = folder === above ? 0 : partsOf(folder).length;
    return this.#inside(folder, (folders) => {
      const up = "../".repeat(steps);
      this.#compare(folders[steps], Deno.statSync(up === "" ? "." : up), above);
      return work(nameOf(one), up + nameOf(other));
    });
  }

  /** The folders on the way. @throws {OutputError} where there are too many. */
  #partsOf(folder: string): string[] {
    if (folder.length > MOST_FOLDERS && folder.split("/").length > MOST_FOLDERS) {
      throw new OutputError(
        `"${
          this.path(shownPath(folder))
        }" lies in more than ${MOST_FOLDERS} folders, which is deeper than anything that dekube writes. Remove it.`,
      );
    }
    return partsOf(folder);
  }

  #throughPath<T>(folder: string, work: (here: string) => T): T {
    const parts = this.#partsOf(folder);
    const ways = ["", ...parts.map((_, index) => parts.slice(0, index + 1).join("/"))];
    const look = () =>
      ways.map((way) => {
        const seen = way === "" ? Deno.statSync(this.#real) : Deno.lstatSync(this.realPath(way));
        if (seen.isSymlink) throw linkError(this.path(way), folder);
        return seen;
      });
    const before = look();
    const result = work(folder === "" ? this.#real : this.realPath(folder));
    look().forEach((seen, index) => this.#compare(before[index], seen, ways[index]));
    this.#compare(this.#identity, before[0], "");
    return result;
  }

  /** What is at a path, `undefined` where there is nothing. */
  info(path: string): Deno.FileInfo | undefined {
    try {
      return this.at(path, (name) => Deno.lstatSync(name));
    } catch (error) {
      if (isNowhere(error)) return undefined;
      if (error instanceof OutputError) throw error;
      throw new OutputError(`"${this.path(path)}" can't be looked at: ${reasonOf(error)}.`);
    }
  }

  /** What sort of thing is at a path. */
  kind(path: string): Kind {
    const info = this.info(path);
    if (info === undefined) return "none";
    if (info.isSymlink) return "link";
    if (info.isDirectory) return "folder";
    return info.isFile ? "file" : "other";
  }

  /**
   * Bytes of a file; `undefined` where there is none, or something else.
   *
   * @throws {TooLargeError} where it is larger than any that is written.
   * @throws {Error} of the system, where it can't be read.
   */
  read(path: string, most: number = LARGEST.output): Uint8Array | undefined {
    try {
      return this.at(path, (name) => {
        // A pipe would be waited for.
        const seen = Deno.lstatSync(name);
        if (!seen.isFile) return undefined;
        using file = Deno.openSync(name, { read: true });
        return isSame(seen, file.statSync()) ? readWithin(file, seen, most) : undefined;
      });
    } catch (error) {
      if (isNowhere(error)) return undefined;
      throw error;
    }
  }

  /** Names in a folder, sorted; none where there is no folder. */
  names(folder: string): string[] {
    try {
      return this.in(folder, (here) => [...Deno.readDirSync(here)].map(({ name }) => name)).sort();
    } catch (error) {
      if (isNowhere(error)) return [];
      throw error;
    }
  }

  /** Does something to a name in the folder that a path lies in: a plain one where that is the current one meanwhile. */
  at<T>(path: string, work: (name: string) => T): T {
    const name = nameOf(path);
    return this.in(folderOf(path), (here) => {
      if (name === "") return work(here);
      return work(here === "." ? name : `${here}/${name}`);
    });
  }

  /** A path as messages name it, and as the system takes it where a second one is needed. */
  path(path: string): string {
    return path === "" ? this.dir : `${withoutEnd(this.dir, "/\\")}/${path}`;
  }

  /** A path for the system, which may lead through links. */
  realPath(path: string): string {
    return `${this.#real}/${path}`;
  }

  #check(seen: Identity, path: string): void {
    this.#compare(seen, Deno.statSync("."), path);
  }

  #compare(seen: Identity, now: Identity, path: string): void {
    if (!isSame(seen, now)) {
      throw new SwappedError(
        `"${
          this.path(path)
        }" became another folder while it was written to. Run the command again.`,
      );
    }
  }
}

/** Whether nothing is at a path, nor could be: a name that the disk doesn't take is of nothing on it. */
function isNowhere(error: unknown): boolean {
  return isMissing(error) || isTooLong(error);
}

/** Whether two are one file, as far as the system tells. */
export function isSame(one: Identity, other: Identity): boolean {
  return one.ino === null || one.ino === other.ino && one.dev === other.dev;
}

/** Whether two paths are one file, or copies of it. */
export function isTwin(root: Rooted, one: string, other: string): boolean {
  const [first, second] = [root.info(one), root.info(other)];
  if (!first || !second || first.isSymlink !== second.isSymlink) return false;
  if (first.isSymlink) return target(root, one) === target(root, other);
  if (first.ino !== null && isSame(first, second)) return true;
  return first.isFile && second.isFile && first.size === second.size &&
    first.size <= LARGEST.output && hasBytes(root.read(one), root.read(other));
}

/** Whether bytes are there, and the same. */
export function hasBytes(some: Uint8Array | undefined, others: Uint8Array | undefined): boolean {
  return some !== undefined && some.length === others?.length &&
    some.every((byte, index) => byte === others[index]);
}

function target(root: Rooted, path: string): string {
  return root.at(path, (name) => Deno.readLinkSync(name));
}

const ALL = ["read", "write", "net", "env", "run", "sys", "ffi", "import"] as const;

/** Whether Deno was given all permissions. */
function mayAll(): boolean {
  return ALL.every((name) => Deno.permissions.querySync({ name }).state === "granted");
}

/** The folder that a path lies in; empty for the outermost one. */
export function folderOf(path: string): string {
  return path.slice(0, Math.max(path.lastIndexOf("/"), 0));
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

function partsOf(folder: string): string[] {
  return folder === "" ? [] : folder.split("/");
}

function currentFolder(): string | undefined {
  try {
    return Deno.cwd();
  } catch {
    // It has been removed.
    return undefined;
  }
}
