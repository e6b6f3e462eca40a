/**
 * A sandbox that is a worker, for executables: they are compiled with leave to take permissions from one, and there
 * is no Deno beside them that could be started.
 *
 * @module
 */

import { isMapping } from "../../../pacts/mod.ts";
import { Printed } from "./printed.ts";
import { type Sandbox, SandboxError, type SandboxOptions } from "./sandbox.ts";

/** Starts a worker that may do nothing but read the files that it loads. */
export function openWorker({ module, readable }: SandboxOptions): Sandbox {
  const permissions = { read: [...readable], import: false };
  const options = { type: "module", deno: { permissions } } as WorkerOptions;
  const worker = new Worker(module, options);
  let fail: (error: Error) => void = () => {};
  let resolve: (answer: unknown) => void = () => {};
  const printed = new Printed();
  worker.addEventListener("error", (event) => {
    event.preventDefault();
    fail(new SandboxError(event.message));
  });
  worker.onmessageerror = () => fail(new SandboxError("its answer can't be read"));
  // What extensions send themselves is no answer either.
  worker.onmessage = ({ data }) => {
    const message = isMapping(data) ? data : {};
    if (typeof message.printed === "string") printed.add(message.printed);
    else if (typeof message.failed === "string") fail(new SandboxError(message.failed));
    else resolve(message.answer);
  };
  return {
    ask: (request) =>
      new Promise((answered, failed) => {
        [resolve, fail] = [answered, failed];
        worker.postMessage(request);
      }),
    [Symbol.asyncDispose]() {
      printed.end();
      worker.terminate();
      return Promise.resolve();
    },
  };
}
