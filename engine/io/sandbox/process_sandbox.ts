/**
 * A sandbox that is a process: a Deno without permissions. A worker could not be one here, since its permissions can
 * only be taken away with a flag of Deno's that a user of `deno run` would have to know of.
 *
 * @module
 */

import { UserError } from "../../core/user_error.ts";
import { decodeFrames, encodeFrame, newMark } from "./frames.ts";
import { type Sandbox, SANDBOX_ARGUMENT, SandboxError, type SandboxOptions } from "./sandbox.ts";

/**
 * Starts a Deno that may do nothing but load code.
 *
 * @throws {UserError} where Deno may not be run.
 */
export async function openProcess(options: SandboxOptions): Promise<Sandbox> {
  const deno = Deno.execPath();
  const { state } = await Deno.permissions.query({ name: "run", command: deno });
  if (state !== "granted") {
    throw new UserError(
      `extensions that are not dekube's run in a Deno of their own, which gets no permissions, and to start it needs one: add --allow-run=${deno}`,
    );
  }
  const process = new Deno.Command(deno, {
    args: [...denoArguments(options), options.module, SANDBOX_ARGUMENT],
    // What is said of Deno itself must not be taken for what an extension says.
    env: { DENO_NO_UPDATE_CHECK: "1", NO_COLOR: "1" },
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const mark = newMark();
  const answers = decodeFrames(process.stdout, mark);
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
      const { value, done } = await answers.next();
      if (!done) return value.message;
      const { code } = await process.status;
      const words = await said || `it ended with exit code ${code}`;
      // What follows in further lines is where in Deno it happened.
      throw new SandboxError(words.split("\n")[0], { cause: words });
    },
    async [Symbol.asyncDispose]() {
      try {
        process.kill("SIGKILL");
      } catch {
        // It has ended by itself.
      }
      await Promise.allSettled([process.status, said, answers.return(undefined), requests.abort()]);
    },
  };
}

function denoArguments({ readable, lock, mayDownload }: SandboxOptions): string[] {
  // A comma parts one path from the next, and two are one in a path.
  const paths = readable.map((path) => path.replaceAll(",", ",,")).join(",");
  return [
    "run",
    "--quiet",
    "--no-prompt",
    "--no-check",
    // Without the network this is leave to load what is in Deno's cache.
    "--allow-import",
    ...mayDownload ? [] : ["--cached-only"],
    ...paths ? [`--allow-read=${paths}`] : [],
    ...lock === undefined ? ["--no-lock"] : [`--lock=${lock}`],
  ];
}

/** Passes on what extensions print, and returns Deno's own last words, if they were an error's. */
async function passOn(stderr: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<string> {
  let text = "";
  let last = "";
  const print = (line: string) => {
    if (/^error: /.test(line) || last !== "") last += `${line}\n`;
    else console.error(printable(line));
  };
  for await (const chunk of stderr.pipeThrough(new TextDecoderStream())) {
    const lines = (text + chunk).split("\n");
    text = lines.pop()!;
    lines.forEach(print);
  }
  if (text !== "") print(text);
  return last.replace(/^error: (?:Uncaught )?(?:\(in [^)]*\) )*/, "").trim();
}

/** What an extension prints must not steer the terminal. */
function printable(line: string): string {
  return line.replace(/(?!\t)\p{Cc}/gu, "\uFFFD");
}
