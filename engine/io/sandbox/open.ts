/**
 * Opens a sandbox, of the sort that works in the form in which this program runs.
 *
 * @module
 */

import { RUN_FORM } from "../modules/run_form.ts";
import { openProcess } from "./process_sandbox.ts";
import type { Sandbox, SandboxOptions } from "./sandbox.ts";
import { openWorker } from "./worker_sandbox.ts";

/** Opens a sandbox: a worker of an executable, else a process. */
export async function openSandbox(options: SandboxOptions): Promise<Sandbox> {
  return RUN_FORM === "executable" ? openWorker(options) : await openProcess(options);
}
