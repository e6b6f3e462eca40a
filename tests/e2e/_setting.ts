/**
 * What the suite runs in: made by `deno task e2e` (tools/e2e.ts), handed over in the environment.
 *
 * @module
 */

import { unless } from "../../tools/unless.ts";

/** Where things are during a run. */
export interface Setting {
  /** Folder for the files of this run. */
  dir: string;
  /** Real programs by name; `null` for one that can't be had. */
  tools: Record<string, string | null>;
  /** The environment in which `docker` talks to an engine that knows what the suite's usual one does not. */
  newestEngine?: Record<string, string>;
}

/** The setting, `undefined` where the suite was not started by `deno task e2e`. */
export const setting: Setting | undefined = readSetting();

function readSetting(): Setting | undefined {
  const text = Deno.env.get("DEKUBE_E2E");
  return text ? JSON.parse(text) : undefined;
}

/** The path of a program that the test said it needs. */
export function tool(name: string): string {
  const path = setting?.tools[name];
  if (!path) throw new Error(`${name} is not there, and the test did not say that it needs it`);
  return path;
}

/** A test of the suite. What it needs and is missing skips it, by name. */
export function e2e(
  name: string,
  options: { needs?: readonly string[] },
  fn: () => Promise<void>,
): void {
  const missing = setting
    ? (options.needs ?? ["docker"]).filter((need) => !setting.tools[need])
    : ["deno task e2e"];
  Deno.test({
    ...unless(name, missing.length > 0 ? `needs ${missing.join(", ")}` : undefined),
    // A stack outlives the test that brought it up.
    sanitizeOps: false,
    sanitizeResources: false,
    fn,
  });
}
