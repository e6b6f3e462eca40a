/**
 * The files of one conversion, in memory.
 *
 * @module
 */

import type { OutputFile, OutputFiles, TextRewrite } from "../../pacts/mod.ts";

const DEFAULT_MODE = 0o644;

/** Files by path below the output folder. */
export class OutputTree implements OutputFiles {
  readonly #files = new Map<string, OutputFile>();
  readonly #shared = new Map<string, unknown>();

  /** Adds a file, or replaces it. See {@linkcode OutputFiles.write}. */
  write(
    path: string,
    content: string | Uint8Array,
    { mode = DEFAULT_MODE, rewrite }: { mode?: number; rewrite?: TextRewrite } = {},
  ): void {
    if (!isInside(path)) {
      throw new Error(`the path "${path}" is not one below the output folder`);
    }
    // Files are bind-mounted into containers whose user does not own them, so everyone may read.
    this.#files.set(path, { content, mode: mode | 0o444, ...(rewrite ? { rewrite } : {}) });
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
}

function isInside(path: string): boolean {
  return !/[\\\0]/.test(path) &&
    path.split("/").every((part) => part !== "" && part !== "." && part !== "..");
}
