/**
 * A sandbox that is a worker, for executables: they are compiled with leave to take permissions from one, and there
 * is no Deno beside them that could be started.
 *
 * @module
 */

import { type Sandbox, SandboxError, type SandboxOptions } from "./sandbox.ts";

/** Starts a worker that may do nothing but read the files that it loads. */
export function openWorker({ module, readable }: SandboxOptions): Sandbox {
  const permissions = { read: [...readable], import: false };
  const options = { type: "module", deno: { permissions } } as WorkerOptions;
  const worker = new Worker(module, options);
  let fail: (error: Error) => void = () => {};
  worker.addEventListener("error", (event) => {
    event.preventDefault();
    fail(new SandboxError(event.message));
  });
  return {
    ask: (request) =>
      new Promise((resolve, reject) => {
        fail = reject;
        worker.onmessage = ({ data }) => resolve(data);
        worker.onmessageerror = () => reject(new SandboxError("its answer can't be read"));
        worker.postMessage(request);
      }),
    [Symbol.asyncDispose]() {
      worker.terminate();
      return Promise.resolve();
    },
  };
}
