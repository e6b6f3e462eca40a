/**
 * Files without a disk: what a conversion wants written, and what an earlier
 * one wrote.
 *
 * @module
 */

/** One file to write. */
export interface OutputFile {
  /** Text, or bytes as they are. */
  content: string | Uint8Array;
  /** Permission bits, for instance `0o644`. */
  mode: number;
}

/** What a conversion wants written, by path below the output folder. */
export interface OutputFiles {
  /**
   * Adds a file, or replaces it.
   *
   * @throws {Error} where the path would leave the output folder: it is
   * absolute, holds `..` or an empty segment, or a backslash.
   */
  write(
    path: string,
    content: string | Uint8Array,
    options?: { mode?: number },
  ): void;
  /** The file at a path. */
  get(path: string): OutputFile | undefined;
  /** Whether there is one. */
  has(path: string): boolean;
  /** All of them, in the order in which they came. */
  entries(): Iterable<[string, OutputFile]>;
}

/** Read-only view of what an earlier run wrote. */
export interface PreviousFiles {
  /** Bytes of a file, `undefined` where there is none. */
  read(path: string): Uint8Array | undefined;
}
