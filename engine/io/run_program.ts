/**
 * Runs external programs.
 *
 * @module
 */

import { defaultLimits, limitError, type Limits } from "../../pacts/limits.ts";
import { beforeTheEnd } from "./before_the_end.ts";
import { InputError, reasonOf, ToolMissingError } from "./errors.ts";

/** How a program is run. */
export interface ProgramOptions {
  /** Folder to run it in. */
  cwd?: string;
  /** Environment variables on top of our own. */
  env?: Readonly<Record<string, string>>;
  /** How much it may write. */
  limits?: Limits;
  /** Hears at once what it says on standard error. */
  onStderr?: (text: string) => void;
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
 * @throws {InputError} where the folder to run it in does not exist, or it writes more than the limits allow.
 *
 * @example
 * ```ts ignore
 * const { stdout } = await runProgram("helm", ["version", "--short"]);
 * ```
 */
export async function runProgram(
  program: string,
  args: readonly string[],
  { cwd, env, limits = defaultLimits(), onStderr }: ProgramOptions = {},
): Promise<ProgramResult> {
  const process = await start(program, {
    args: [...args],
    cwd,
    env,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
    // A group of its own, which can be ended as a whole.
    detached: IS_POSIX,
  });
  using _ended = endedWithUs(process);
  const read = async (stream: ReadableStream<Uint8Array>, onText?: (text: string) => void) => {
    const text = await textWithin(stream, limits.input, onText);
    if (text !== undefined) return text;
    end(process);
    throw new InputError(limitError("input", limits, `"${program}" writes more`).message);
  };
  // All of it is waited for, so that nothing is left running.
  const [stdout, stderr, status] = await Promise.allSettled([
    read(process.stdout),
    read(process.stderr, onStderr),
    process.status,
  ]);
  if (stdout.status === "rejected") throw stdout.reason;
  if (stderr.status === "rejected") throw stderr.reason;
  if (status.status === "rejected") throw status.reason;
  const { success, code } = status.value;
  return { success, code, stdout: stdout.value, stderr: stderr.value };
}

/** What a stream holds; `undefined` where that is more than so many bytes. */
async function textWithin(
  stream: ReadableStream<Uint8Array>,
  most: number,
  onText: (text: string) => void = () => {},
): Promise<string | undefined> {
  const decoder = new TextDecoder();
  const parts: string[] = [];
  let size = 0;
  for await (const bytes of stream) {
    size += bytes.length;
    if (size > most) return undefined;
    const text = decoder.decode(bytes, { stream: true });
    parts.push(text);
    onText(text);
  }
  parts.push(decoder.decode());
  return parts.join("");
}

/** Has all programs ended with us. */
let ended: Disposable | undefined;

/** Programs that run, each of them with all that it has started itself. */
const running = new Set<Deno.ChildProcess>();

/** Ends all programs that run, and what they have started. */
export function endPrograms(): void {
  for (const process of running) end(process);
  running.clear();
  ended = undefined;
}

/** Ends a program at once, and what it has started: to end that takes leave to run anything. */
function end(process: Deno.ChildProcess): void {
  if (IS_POSIX && Deno.permissions.querySync({ name: "run" }).state === "granted") {
    ignoringEnd(() => Deno.kill(-process.pid, "SIGKILL"));
  }
  ignoringEnd(() => process.kill("SIGKILL"));
}

function ignoringEnd(kill: () => void): void {
  try {
    kill();
  } catch {
    // It has ended by itself.
  }
}

const IS_POSIX = Deno.build.os !== "windows";

/**
 * Sees to it that a program ends, with all that it has started, when we do: a shell waits for as long as we hold its
 * input, which the system takes from us however we end. The program must lead a group of its own.
 */
export function endedWithUs(process: Deno.ChildProcess): Disposable {
  // Before all else that is to be done: they may be in the way of it.
  ended?.[Symbol.dispose]();
  ended = beforeTheEnd(endPrograms);
  running.add(process);
  const watch = IS_POSIX ? watchFor(process.pid) : undefined;
  // It is of no interest to us when it ends.
  watch?.unref();
  return {
    [Symbol.dispose]() {
      running.delete(process);
      try {
        watch?.kill("SIGKILL");
        watch?.stdin.close().catch(() => {});
      } catch {
        // It has been ended by somebody else.
      }
    },
  };
}

function watchFor(pid: number): Deno.ChildProcess | undefined {
  const script = `while read -r _; do :; done; kill -TERM -${pid}; sleep 1; kill -KILL -${pid}`;
  // Nobody is asked for leave to run one.
  const { state } = Deno.permissions.querySync({ name: "run", command: "sh" });
  if (state !== "granted") return undefined;
  try {
    return new Deno.Command("sh", {
      args: ["-c", script],
      stdin: "piped",
      stdout: "null",
      stderr: "null",
      detached: true,
    }).spawn();
  } catch {
    // Without a shell a program that we start may outlive us.
    return undefined;
  }
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
    const why = missing ? "it is not on the PATH" : reasonOf(error);
    throw new ToolMissingError(program, why, { cause: error });
  }
}

async function isFolder(path: string | URL): Promise<boolean> {
  return await Deno.stat(path).then(({ isDirectory }) => isDirectory, () => false);
}
