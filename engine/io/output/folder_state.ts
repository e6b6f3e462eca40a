/**
 * What the last run has left in the output folder.
 *
 * @module
 */

import { GENERATED_FILES, type GeneratedFiles } from "../../core/output/generated_list.ts";
import type { Unit } from "../../core/output/place_files.ts";
import { InputError, OutputError, reasonOf } from "../errors.ts";
import { LARGEST, TooLargeError } from "../read_regular.ts";
import { parseGenerated } from "./generated_files.ts";
import { STATE_FOLDER } from "../../core/output/output_path.ts";
import { hasBytes, type Rooted } from "./rooted.ts";
import { fileIn } from "./unit_files.ts";

/** The output folder and its list of files, read only. */
export class FolderState {
  readonly root: Rooted;
  /** What the last run wrote, `undefined` where it left no list. */
  readonly list: GeneratedFiles | undefined;
  /** What tells this folder from a copy of it. */
  readonly home: string;
  readonly #keepsModes: boolean;

  /** Looks at a folder; `keepsModes` says whether its file system keeps permission bits. */
  constructor(root: Rooted, keepsModes: boolean) {
    this.root = root;
    this.#keepsModes = keepsModes;
    this.home = homeOf(root);
    if (!["none", "file"].includes(root.kind(GENERATED_FILES))) {
      throw new OutputError(
        `"${
          root.path(GENERATED_FILES)
        }" is not a file, where dekube keeps track of its files. Remove it.`,
      );
    }
    try {
      const bytes = root.read(GENERATED_FILES, LARGEST.records);
      this.list = bytes && parseGenerated(new TextDecoder().decode(bytes));
    } catch (error) {
      throw new InputError(
        `"${root.path(GENERATED_FILES)}", by which dekube knows its files, can't be read: ${
          reasonOf(error)
        }. ${
          error instanceof TooLargeError
            ? "Remove it: the files that it names are then taken for your own."
            : "Run the command as the user that ran it before, or give that file to yourself."
        }`,
      );
    }
  }

  /** Whether the list was written here. One that came with a copy or a checkout is no reason to remove a file. */
  get isHome(): boolean {
    return this.list?.home === this.home;
  }

  /** Whether what is at a path has these permission bits; always so where there are none. */
  hasMode(path: string, mode: number): boolean {
    return !this.#keepsModes || ((this.root.info(path)?.mode ?? 0) & 0o7777) === mode;
  }

  /** Whether a unit can have its place: nothing is there, or all that it consists of, as it is to be. */
  accepts(unit: Unit): boolean {
    if (this.root.kind(unit.place) === "none") return true;
    return Object.entries(unit.files).every(([path, { content, mode, sha256 }]) => {
      const file = fileIn(unit.place, path);
      const info = this.root.info(file);
      const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
      if (!info?.isFile || info.size !== bytes.length || !this.hasMode(file, mode)) return false;
      try {
        return hasBytes(this.root.read(file), bytes);
      } catch {
        // It has been given to somebody else, and its place says what it was.
        return this.#record(unit.place, path)?.sha256 === sha256;
      }
    });
  }

  #record(place: string, path: string) {
    return (this.list?.units[place] ?? this.list?.earlier[place])?.files[path];
  }
}

/** What tells the folder from a copy of it, a checkout elsewhere included. */
export function homeOf(root: Rooted): string {
  const info = root.info(STATE_FOLDER);
  return info ? `${info.ino ?? 0}-${info.birthtime?.getTime() ?? 0}` : "";
}
