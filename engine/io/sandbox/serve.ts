/**
 * The other side of a sandbox: what runs in it.
 *
 * @module
 */

import { decodeFrames, encodeFrame } from "./frames.ts";
import { SANDBOX_ARGUMENT } from "./sandbox.ts";
import { handOverOutput } from "./worker_output.ts";

/** Answers a request. */
export type Answer = (request: unknown) => Promise<unknown>;

/** What a worker tells the command. */
export type FromWorker =
  /** The answer to a request. */
  | { answer: unknown }
  /** Something that was printed. */
  | { printed: string }
  /** Why there is no answer: something failed that nobody waits for. */
  | { failed: string };

/** What a worker's global scope has. */
interface WorkerScope extends EventTarget {
  onmessage: (event: MessageEvent) => void;
  postMessage(message: FromWorker): void;
}

/** Whether this program was started in a sandbox. */
export function isSandboxed(): boolean {
  return isWorker() || Deno.args[0] === SANDBOX_ARGUMENT;
}

/** Answers requests until there are no more. */
export async function serve(answer: Answer): Promise<void> {
  if (isWorker()) return serveInWorker(answer);
  // Standard output is not an extension's: answers and reports go there.
  for (const method of ["log", "info", "debug"] as const) console[method] = console.error;
  // Requests are the command's own.
  for await (const { mark, message } of decodeFrames(Deno.stdin.readable)) {
    await writeAll(encodeFrame(mark, await answer(message)));
  }
}

function serveInWorker(answer: Answer): void {
  const scope = globalThis as unknown as WorkerScope;
  const tell = scope.postMessage.bind(scope) as WorkerScope["postMessage"];
  handOverOutput((printed) => tell({ printed }));
  // Deno would print these itself.
  const fail = (event: Event, reason: unknown) => {
    event.preventDefault();
    tell({
      failed: reason instanceof Error ? `${reason.name}: ${reason.message}` : String(reason),
    });
  };
  scope.addEventListener("error", (event) => fail(event, (event as ErrorEvent).error));
  scope.addEventListener(
    "unhandledrejection",
    (event) => fail(event, (event as PromiseRejectionEvent).reason),
  );
  scope.onmessage = async ({ data }) => tell({ answer: await answer(data) });
}

function isWorker(): boolean {
  return "WorkerGlobalScope" in globalThis;
}

async function writeAll(bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) at += await Deno.stdout.write(bytes.subarray(at));
}
