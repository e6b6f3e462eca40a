/**
 * A Deno that makes executables, for tests that run one.
 *
 * @module
 */

import { type Compiler, ensureCompiler } from "../tools/denort.ts";

/** DENORT_BIN with this Deno, or what tools/denort.ts makes; else why there is none. */
export async function findCompiler(): Promise<Compiler | string> {
  const denort = Deno.env.get("DENORT_BIN");
  if (denort) return { deno: Deno.execPath(), denort };
  try {
    return await ensureCompiler({ say: () => {}, signal: AbortSignal.timeout(120_000) });
  } catch (error) {
    return (error instanceof Error ? error.message : String(error)).split("\n")[0];
  }
}
