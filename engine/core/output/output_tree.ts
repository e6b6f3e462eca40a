/**
 * The files of one conversion, in memory.
 *
 * @module
 */

import type { LimitGuard, OutputFile, OutputFiles, TextRewrite } from "../../../pacts/mod.ts";
import { isLongPath, PATH_LIMIT, shownPath } from "../../../pacts/long_path.ts";
import { isProgramsOwn, WHOSE_NAME } from "./programs_own.ts";

const DEFAULT_MODE = 0o644;
const EVERYBODY_READS = 0o444;

/** What is told of files. */
type Guard = Pick<LimitGuard, "write" | "writeFiles">;

/** Files by path below the output folder. */
export class OutputTree implements OutputFiles {
  readonly #files = new Map<string, OutputFile>();
  /** Paths of the files in each folder, at any depth. */
  readonly #folders = new Map<string, Set<string>>();
  readonly #shared = new Map<string, unknown>();
  readonly #limits: Guard | undefined;

  /** A tree without files; `limits` say how large all of them may be, and how many. */
  constructor(limits?: Guard) {
    this.#limits = limits;
  }

  /** A tree of files as another one had them. */
  static of(files: Iterable<[string, OutputFile]>): OutputTree {
    const tree = new OutputTree();
    for (const [path, file] of files) {
      tree.#addToFolders(path);
      tree.#files.set(path, file);
    }
    return tree;
  }

  /** Adds a file, or replaces it. See {@linkcode OutputFiles.write}. */
  write(
    path: string,
    content: string | Uint8Array,
    { mode = DEFAULT_MODE, exact = false, rewrite }: {
      mode?: number;
      exact?: boolean;
      rewrite?: TextRewrite;
    } = {},
  ): void {
    if (!isInside(path)) {
      throw new Error(`the path "${path}" is not one below the output folder`);
    }
    if (isLongPath(path)) {
      throw new Error(`the path "${shownPath(path)}" is too long: at most ${PATH_LIMIT}`);
    }
    // What is deeper may be fine where it is mounted.
    if (isProgramsOwn(path, true)) {
      throw new Error(`the path "${path}" can't be written: ${WHOSE_NAME}. Choose another name`);
    }
    if (!this.#files.has(path)) {
      this.#limits?.writeFiles(1, { path });
      this.#addToFolders(path);
    }
    // Files are bind-mounted into containers whose user does not own them.
    this.#count(path, content);
    const written = exact ? mode : mode | EVERYBODY_READS;
    this.#files.set(path, {
      content,
      mode: written,
      ...(written === mode ? {} : { asked: mode }),
      ...(exact ? { exact } : {}),
      ...(rewrite ? { rewrite } : {}),
    });
  }

  /** See {@linkcode OutputFiles.replace}. */
  replace(path: string, content: string | Uint8Array): void {
    const file = this.#files.get(path);
    if (!file) throw new Error(`there is no file "${path}"`);
    this.#count(path, content);
    const { rewrite: _done, ...others } = file;
    this.#files.set(path, { ...others, content });
  }

  /** Notes that a file holds a value of a Secret. */
  markConfidential(path: string): void {
    const file = this.#files.get(path);
    if (file) this.#files.set(path, { ...file, confidential: true });
  }

  /** See {@linkcode OutputFiles.remove}. */
  remove(path: string): void {
    this.#count(path, "");
    if (!this.#files.delete(path)) return;
    this.#limits?.writeFiles(-1, { path });
    for (const folder of foldersOf(path)) this.#folders.get(folder)?.delete(path);
  }

  /** See {@linkcode OutputFiles.shared}. */
  shared<T>(key: string, make: () => T): T {
    if (!this.#shared.has(key)) this.#shared.set(key, make());
    return this.#shared.get(key) as T;
  }

  /** The file at a path. */
  get(path: string): OutputFile | undefined {
    return this.#files.get(path);
  }

  /** Whether there is one. */
  has(path: string): boolean {
    return this.#files.has(path);
  }

  /** All of them, in the order in which they came. */
  entries(): Iterable<[string, OutputFile]> {
    return this.#files.entries();
  }

  /** See {@linkcode OutputFiles.below}. */
  *below(path: string): Iterable<[string, OutputFile]> {
    const file = this.#files.get(path);
    if (file) yield [path, file];
    for (const inner of this.#folders.get(path) ?? []) yield [inner, this.#files.get(inner)!];
  }

  /** Counts what a file holds from now on. */
  #count(path: string, content: string | Uint8Array): void {
    const before = this.#files.get(path)?.content.length ?? 0;
    if (content.length !== before) this.#limits?.write(content.length - before, { path });
  }

  #addToFolders(path: string): void {
    for (const folder of foldersOf(path)) {
      const paths = this.#folders.get(folder);
      if (paths) paths.add(path);
      else this.#folders.set(folder, new Set([path]));
    }
  }
}

/** The folders that a path lies in, the nearest first. */
function* foldersOf(path: string): Iterable<string> {
  for (let end = path.lastIndexOf("/"); end > 0; end = path.lastIndexOf("/", end - 1)) {
    yield path.slice(0, end);
  }
}

function isInside(path: string): boolean {
  return !/[\\\0]/.test(path) &&
    path.split("/").every((part) => part !== "" && part !== "." && part !== "..");
}
