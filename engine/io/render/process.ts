/**
 * Runs external programs.
 *
 * @module
 */

import { InputError, reasonOf, ToolMissingError } from "../errors.ts";

/** How a program is run. */
export interface ToolOptions {
  /** Folder to run it in. */
  cwd?: string;
  /** Environment variables on top of our own. */
  env?: Record<string, string>;
  /** Called with each line that it writes to stderr, as it comes. */
  onStderr?: (line: string) => void;
}

/** How a program ended, and what it said. */
export interface ToolResult {
  /** Whether it ended with exit code 0. */
  success: boolean;
  /** Its exit code. */
  code: number;
  /** All of its stdout. */
  stdout: string;
  /** All of its stderr. */
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
 * const { stdout } = await runTool("helm", ["version", "--short"]);
 * ```
 */
export async function runTool(
  command: string,
  args: readonly string[],
  { cwd, env, onStderr }: ToolOptions = {},
): Promise<ToolResult> {
  const process = await start(command, {
    args: [...args],
    cwd,
    env,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  });
  const [status, stdout, stderr] = await Promise.all([
    process.status,
    new Response(process.stdout).text(),
    readLines(process.stderr, onStderr),
  ]);
  return { success: status.success, code: status.code, stdout, stderr };
}

async function start(
  command: string,
  options: Deno.CommandOptions,
): Promise<Deno.ChildProcess> {
  try {
    return new Deno.Command(command, options).spawn();
  } catch (error) {
    // The system reports a missing folder as if the program were missing.
    const { cwd } = options;
    if (cwd !== undefined && !await isFolder(cwd)) {
      throw new InputError(
        `"${command}" can't be run in "${cwd}": there is no such folder.`,
      );
    }
    const missing = error instanceof Deno.errors.NotFound;
    throw new ToolMissingError(
      command,
      missing ? "it is not on the PATH" : reasonOf(error),
    );
  }
}

async function readLines(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
  onLine: (line: string) => void = () => {},
): Promise<string> {
  let text = "";
  let rest = "";
  for await (const chunk of stream.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    const lines = (rest + chunk).split(/\r?\n/);
    rest = lines.pop()!;
    lines.forEach((line) => onLine(line));
  }
  if (rest !== "") onLine(rest);
  return text;
}

async function isFolder(path: string | URL): Promise<boolean> {
  try {
    return (await Deno.stat(path)).isDirectory;
  } catch {
    return false;
  }
}
