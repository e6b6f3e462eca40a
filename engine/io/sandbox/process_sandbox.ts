/**
 * A sandbox that is a process: a Deno without permissions. A worker could not be one here, since its permissions can
 * only be taken away with a flag of Deno's that a user of `deno run` would have to know of.
 *
 * @module
 */

import { endedWithUs } from "../run_program.ts";
import { denoFolder, importFlag, namingFlags, SANDBOX_ENVIRONMENT } from "./deno_flags.ts";
import { decodeFrames, encodeFrame, FrameError, newMark, TooLargeFrameError } from "./frames.ts";
import { LONGEST_LINE, Printed, sayPrinted } from "./printed.ts";
import { requireDeno } from "./require_deno.ts";
import { type Sandbox, SANDBOX_ARGUMENT, SandboxError, type SandboxOptions } from "./sandbox.ts";

/**
 * Starts a Deno that may do nothing but load code.
 *
 * @throws {UserError} where Deno may not be run.
 */
export async function openProcess(options: SandboxOptions): Promise<Sandbox> {
  const deno = await requireDeno();
  const process = new Deno.Command(deno, {
    args: [...denoArguments(options), options.module, SANDBOX_ARGUMENT],
    cwd: denoFolder(),
    env: SANDBOX_ENVIRONMENT,
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
    // A group of its own, as what watches over it wants it.
    detached: Deno.build.os !== "windows",
  }).spawn();
  const watch = endedWithUs(process);
  const mark = newMark();
  const answers = decodeFrames(process.stdout, mark, options.mostBytes);
  const requests = process.stdin.getWriter();
  const said = passOn(process.stderr);
  return {
    async ask(request) {
      try {
        await requests.write(encodeFrame(mark, request));
      } catch (error) {
        // It has ended; what it said of that is better than that nobody listens.
        if (!(error instanceof Deno.errors.BrokenPipe)) throw error;
      }
      const { value, done } = await answers.next().catch((error) => {
        if (!(error instanceof FrameError)) throw error;
        const ended = new SandboxError(error.message, { cause: error.message });
        ended.isTooLarge = error instanceof TooLargeFrameError;
        throw ended;
      });
      if (!done) return value.message;
      const { code } = await process.status;
      const words = await said || (code === 0 ? WAITING : `it ended with exit code ${code}`);
      // What follows in further lines is where in Deno it happened.
      throw new SandboxError(words.split("\n")[0], { cause: words });
    },
    async [Symbol.asyncDispose]() {
      try {
        process.kill("SIGKILL");
      } catch {
        // It has ended by itself.
      }
      watch[Symbol.dispose]();
      await Promise.allSettled([process.status, said, answers.return(undefined), requests.abort()]);
    },
  };
}

/** Deno ends where nothing is left to do, although somebody waits. */
const WAITING = "what it waits for never comes, such as a promise that nothing resolves";

function denoArguments({ module, readable, named, lock }: SandboxOptions): string[] {
  // A comma parts one path from the next, and two are one in a path.
  const paths = readable.map((path) => path.replaceAll(",", ",,")).join(",");
  return [
    "run",
    "--quiet",
    "--no-prompt",
    "--no-check",
    // What runs here loads nothing but what is in Deno's cache.
    "--cached-only",
    importFlag(named),
    ...namingFlags(module),
    ...paths ? [`--allow-read=${paths}`] : [],
    ...lock === undefined ? ["--no-lock"] : [`--lock=${lock}`],
  ];
}

/** Passes on what extensions print, and returns Deno's own last words, if they were an error's. */
async function passOn(stderr: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<string> {
  let last = "";
  const printed = new Printed((line) => {
    if (!/^error: /.test(line) && last === "") sayPrinted(line);
    else if (last.length < LONGEST_LINE) last += `${line}\n`;
  });
  for await (const text of stderr.pipeThrough(new TextDecoderStream())) printed.add(text);
  printed.end();
  return last.replace(/^error: (?:Uncaught )?(?:\(in [^)]*\) )*/, "").trim();
}
