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

/**
 * Answers requests until there are no more. `orElse` answers in place of an answer that can't be sent, since something
 * in it is no data.
 */
export async function serve(answer: Answer, orElse: (error: unknown) => unknown): Promise<void> {
  // Whoever ends the program is not known afterwards; whoever throws is.
  Deno.exit = () => {
    throw new Error("it ends the program, which an extension may not");
  };
  // These are files of Deno's own, which take no permission, and outlast the run.
  for (const name of ["localStorage", "caches"]) Reflect.deleteProperty(globalThis, name);
  if (isWorker()) return serveInWorker(answer, orElse);
  // Standard output is not an extension's: answers and reports go there.
  for (const method of ["log", "info", "debug"] as const) console[method] = console.error;
  // Requests are the command's own.
  for await (const { mark, message } of decodeFrames(Deno.stdin.readable)) {
    await writeAll(frameOf(mark, await answer(message), orElse));
  }
}

function frameOf(
  mark: Uint8Array<ArrayBuffer>,
  answered: unknown,
  orElse: (error: unknown) => unknown,
): Uint8Array {
  try {
    return encodeFrame(mark, answered);
  } catch (error) {
    return encodeFrame(mark, orElse(error));
  }
}

function serveInWorker(answer: Answer, orElse: (error: unknown) => unknown): void {
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
  scope.onmessage = async ({ data }) => {
    const answered = await answer(data);
    try {
      tell({ answer: answered });
    } catch (error) {
      tell({ answer: orElse(error) });
    }
  };
}

function isWorker(): boolean {
  return "WorkerGlobalScope" in globalThis;
}

async function writeAll(bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) at += await Deno.stdout.write(bytes.subarray(at));
}
