/**
 * What the output folder holds, seen as if a run that was cut off had been
 * completed.
 *
 * @module
 */

import { join } from "@std/path";
import { isMissing } from "../errors.ts";
import { GENERATED_FILES, parseGenerated } from "./generated_files.ts";
import { readJournal, STAGING, type Step } from "./journal.ts";
import { foldersOf, lstat } from "./path.ts";

/** What is at a path; links are not followed. */
export type Kind = "none" | "file" | "folder" | "link" | "other";

/** The output folder, read only. */
export class OutputView {
  readonly outputDir: string;
  /** Files that the last run wrote, `undefined` where it left no list. */
  readonly generated: ReadonlySet<string> | undefined;
  /** Digests of those of them that may be closed to us by now. */
  readonly #digests: ReadonlyMap<string, string>;
  /** Copies of the user's files that a run that was cut off has made, or will. */
  readonly kept: { path: string; copy: string }[] = [];
  /** Where the content of a path really is, while it is not in its place. */
  readonly #pending = new Map<string, string | undefined>();

  /** Looks at a folder, which need not exist. */
  constructor(outputDir: string) {
    this.outputDir = outputDir;
    for (const step of readJournal(outputDir) ?? []) this.#predict(step);
    const list = this.read(GENERATED_FILES);
    const generated = list && parseGenerated(new TextDecoder().decode(list));
    this.generated = generated?.paths;
    this.#digests = generated?.digests ?? new Map();
  }

  /** What is at a path. */
  kind(path: string): Kind {
    const info = this.info(path);
    if (info === undefined) return "none";
    if (info.isSymlink) return "link";
    if (info.isDirectory) return "folder";
    return info.isFile ? "file" : "other";
  }

  /** Mode, size and the like of what is at a path. */
  info(path: string): Deno.FileInfo | undefined {
    const real = this.#real(path);
    return real === undefined ? undefined : lstat(real);
  }

  /**
   * Bytes of a file, `undefined` where there is none; links are not followed,
   * on the way neither.
   *
   * @throws {Error} of the system, where there is one that can't be read.
   */
  read(path: string): Uint8Array | undefined {
    if (foldersOf(path).some((folder) => this.kind(folder) === "link")) {
      return undefined;
    }
    const real = this.#real(path);
    if (real === undefined || this.kind(path) !== "file") return undefined;
    try {
      return Deno.readFileSync(real);
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  /** Whether there is a file with these bytes. One that can't be read is not known to have them. */
  hasBytes(path: string, bytes: Uint8Array): boolean {
    try {
      if (this.info(path)?.size !== bytes.length) return false;
      return !!this.read(path)?.every((byte, i) => byte === bytes[i]);
    } catch {
      return false;
    }
  }

  /**
   * Whether there is a file with these bytes, or one that somebody else has been given and that had them when it was
   * written.
   */
  holds(path: string, bytes: Uint8Array, digest?: string): boolean {
    if (this.hasBytes(path, bytes)) return true;
    const isClosed = digest !== undefined && this.info(path)?.size === bytes.length &&
      !this.#canRead(path);
    return isClosed && this.#digests.get(path) === digest;
  }

  #canRead(path: string): boolean {
    try {
      return this.read(path) !== undefined;
    } catch {
      return false;
    }
  }

  /** Whether what is at a path has these permission bits; always so on Windows. */
  hasMode(path: string, mode: number): boolean {
    if (Deno.build.os === "windows") return true;
    return ((this.info(path)?.mode ?? 0) & 0o7777) === mode;
  }

  /** Whether two paths are one file, as `A` and `a` are where case does not count. */
  isSame(a: string, b: string): boolean {
    const [one, other] = [this.info(a), this.info(b)];
    return !!one?.ino && one.ino === other?.ino && one.dev === other.dev;
  }

  /** Files and folders below a folder, innermost first. */
  below(folder: string): { files: string[]; folders: string[] } {
    const files: string[] = [];
    const folders: string[] = [];
    for (const name of this.#names(folder)) {
      const path = `${folder}/${name}`;
      const kind = this.kind(path);
      if (kind === "folder") {
        const inner = this.below(path);
        files.push(...inner.files);
        folders.push(...inner.folders, path);
      } else if (kind !== "none") {
        files.push(path);
      }
    }
    return { files, folders };
  }

  /** Names that there are in a folder, or may be. */
  #names(folder: string): Set<string> {
    const real = join(this.outputDir, folder);
    const there = lstat(real)?.isDirectory ? [...Deno.readDirSync(real)] : [];
    const pending = [...this.#pending.keys()]
      .filter((path) => path.startsWith(`${folder}/`))
      .map((path) => path.slice(folder.length + 1).split("/")[0]);
    return new Set([...there.map(({ name }) => name), ...pending]);
  }

  #real(path: string): string | undefined {
    return this.#pending.has(path) ? this.#pending.get(path) : join(this.outputDir, path);
  }

  #predict(step: Step): void {
    switch (step.do) {
      case "keep":
        if (!this.info(step.copy)) {
          if (!this.info(step.path)) return;
          this.#pending.set(step.copy, this.#real(step.path));
          this.#pending.set(step.path, undefined);
        }
        this.kept.push({ path: step.path, copy: step.copy });
        return;
      case "folder":
        if (this.kind(step.path) !== "folder") {
          // It is not there yet; any folder tells as much.
          this.#pending.set(step.path, this.outputDir);
        }
        return;
      case "discard":
        if (!lstat(this.#staged(step.staged))) {
          this.#pending.set(step.path, undefined);
        }
        return;
      case "move":
        if (lstat(this.#staged(step.staged))) {
          this.#pending.set(step.path, this.#staged(step.staged));
        }
        return;
    }
  }

  #staged(name: string): string {
    return join(this.outputDir, STAGING, name);
  }
}
