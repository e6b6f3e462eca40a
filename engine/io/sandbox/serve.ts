/**
 * The other side of a sandbox: what runs in it.
 *
 * @module
 */

import { decodeFrames, encodeFrame } from "./frames.ts";
import { SANDBOX_ARGUMENT } from "./sandbox.ts";

/** Answers a request. */
export type Answer = (request: unknown) => Promise<unknown>;

/** What a worker's global scope has. */
interface WorkerScope {
  onmessage: (event: MessageEvent) => void;
  postMessage(message: unknown): void;
}

/** Whether this program was started in a sandbox. */
export function isSandboxed(): boolean {
  return isWorker() || Deno.args[0] === SANDBOX_ARGUMENT;
}

/** Answers requests until there are no more. */
export async function serve(answer: Answer): Promise<void> {
  // Standard output is not an extension's: answers and reports go there.
  for (const method of ["log", "info", "debug"] as const) console[method] = console.error;
  if (isWorker()) {
    const scope = globalThis as unknown as WorkerScope;
    scope.onmessage = async ({ data }) => scope.postMessage(await answer(data));
    return;
  }
  // Requests are the command's own.
  for await (const { mark, message } of decodeFrames(Deno.stdin.readable)) {
    await writeAll(encodeFrame(mark, await answer(message)));
  }
}

function isWorker(): boolean {
  return "WorkerGlobalScope" in globalThis;
}

async function writeAll(bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) at += await Deno.stdout.write(bytes.subarray(at));
}
