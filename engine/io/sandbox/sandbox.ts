/**
 * A place where code runs that may do nothing.
 *
 * @module
 */

/** A place where code runs without permissions: it answers requests, and that is all it can do. */
export interface Sandbox extends AsyncDisposable {
  /**
   * Sends a request and waits for its answer.
   *
   * @throws {SandboxError} where the sandbox ends before it answers.
   */
  ask(request: unknown): Promise<unknown>;
}

/** What is needed to open one. */
export interface SandboxOptions {
  /** The module that runs there: it must serve requests when it is started so. */
  module: string;
  /** The files and folders that it may load code from; nothing else on the machine can be read. */
  readable: readonly string[];
  /** Specifiers that the user has named: code from their hosts, which is in Deno's cache, may be loaded. */
  named: readonly string[];
  /** Size of the largest answer that is taken, in bytes, where answers come from a process. */
  mostBytes: number;
  /** A lock file of Deno's, by which versions and contents are checked. */
  lock?: string;
}

/** A sandbox came to its end before its time. */
export class SandboxError extends Error {
  /** `SandboxError`. */
  override name = "SandboxError";
  /** Whether it is that the answer would be larger than one may be. */
  isTooLarge = false;
}

/** The argument by which a program learns that it is to serve in a sandbox. */
export const SANDBOX_ARGUMENT = "--dekube-sandbox";
