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
  /** Permission bits that it is written with, for instance `0o644`: everybody may read, unless it is `exact`. */
  mode: number;
  /** The bits that were asked for, where they keep somebody from reading and `mode` does not. */
  asked?: number;
  /**
   * Whether `mode` is kept to, so that its owner alone may read: whoever asks for that sees to it that the file
   * belongs to whom its container runs as, before that starts.
   */
  exact?: boolean;
  /** Whether it holds a value of a Secret: with `secrets: env-file` it stays out of version control. */
  confidential?: boolean;
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
    options?: { mode?: number; exact?: boolean; rewrite?: TextRewrite },
  ): void;
  /** Puts other content, the final one, into a file that is there; all else of it stays. */
  replace(path: string, content: string | Uint8Array): void;
  /** Takes a file back, where it turns out that nothing mounts it. */
  remove(path: string): void;
  /** What several mounts have in common is made once, by the first who asks; the others get the same. */
  shared<T>(key: string, make: () => T): T;
  /** The file at a path. */
  get(path: string): OutputFile | undefined;
  /** Whether there is one. */
  has(path: string): boolean;
  /** All of them, in the order in which they came. */
  entries(): Iterable<[string, OutputFile]>;
  /** The file at a path, or those in the folder at it, at any depth, in the order in which they came. */
  below(path: string): Iterable<[string, OutputFile]>;
}

/** Read-only view of what an earlier run wrote. */
export interface PreviousFiles {
  /** Bytes of a file, `undefined` where there is none. */
  read(path: string): Uint8Array | undefined;
}
