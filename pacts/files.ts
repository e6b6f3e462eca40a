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
  /** What the engine still changes in it. */
  rewrite?: TextRewrite;
}

/**
 * What the engine changes in a text when all converters have run, and everything that they add is known: the
 * user's `replacements` apply.
 */
export interface TextRewrite {
  /**
   * Namespace of the pods that read it: addresses of Services become those of containers, as such a pod would
   * mean them. Addresses stay where it is absent.
   */
  addressesIn?: string;
  /** The text is JSON and stays so: its strings are changed one by one, keys are left alone. */
  json?: boolean;
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
    options?: { mode?: number; rewrite?: TextRewrite },
  ): void;
  /** What several mounts have in common is made once, by the first who asks; the others get the same. */
  shared<T>(key: string, make: () => T): T;
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
