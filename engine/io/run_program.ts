/**
 * Runs external programs.
 *
 * @module
 */

import { InputError, reasonOf, ToolMissingError } from "./errors.ts";

/** How a program is run. */
export interface ProgramOptions {
  /** Folder to run it in. */
  cwd?: string;
  /** Environment variables on top of our own. */
  env?: Record<string, string>;
}

/** How a program ended, and what it said. */
export interface ProgramResult {
  /** Whether it ended with exit code 0. */
  success: boolean;
  code: number;
  stdout: string;
  stderr: string;
}

/**
 * Runs a program to its end and collects what it writes. It gets no input.
 * A program that fails is a result, not an error.
 *
 * @throws {ToolMissingError} where it is not on the PATH, or can't be started.
 * @throws {InputError} where the folder to run it in does not exist.
 *
 * @example
 * ```ts ignore
 * const { stdout } = await runProgram("helm", ["version", "--short"]);
 * ```
 */
export async function runProgram(
  program: string,
  args: readonly string[],
  { cwd, env }: ProgramOptions = {},
): Promise<ProgramResult> {
  const process = await start(program, {
    args: [...args],
    cwd,
    env,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  });
  const { success, code, stdout, stderr } = await process.output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { success, code, stdout: text(stdout), stderr: text(stderr) };
}

async function start(program: string, options: Deno.CommandOptions): Promise<Deno.ChildProcess> {
  try {
    return new Deno.Command(program, options).spawn();
  } catch (error) {
    // The system reports a missing folder as if the program were missing.
    const { cwd } = options;
    if (cwd !== undefined && !await isFolder(cwd)) {
      throw new InputError(`"${program}" can't be run in "${cwd}": there is no such folder.`);
    }
    const missing = error instanceof Deno.errors.NotFound;
    throw new ToolMissingError(program, missing ? "it is not on the PATH" : reasonOf(error));
  }
}

async function isFolder(path: string | URL): Promise<boolean> {
  return await Deno.stat(path).then(({ isDirectory }) => isDirectory, () => false);
}
