/**
 * Runs the Deno that the build itself runs in.
 *
 * @module
 */

import { type ProgramResult, runProgram } from "../io/run_program.ts";
import { DENO_ENVIRONMENT, FROM_CACHE } from "../io/sandbox/deno_flags.ts";

/** Runs Deno in a folder, to its end. Packages come from its cache alone. */
export function runDeno(
  [command, ...args]: readonly string[],
  cwd: string,
): Promise<ProgramResult> {
  return runPlainly(Deno.execPath(), [command, ...FROM_CACHE, ...args], cwd);
}

/** Runs a program in a folder, to its end, without colours and news of updates. */
export function runPlainly(
  program: string,
  args: readonly string[],
  cwd: string,
): Promise<ProgramResult> {
  return runProgram(program, args, {
    cwd,
    env: DENO_ENVIRONMENT,
  });
}

/** What Deno complains of, as one line. */
export function errorMessage(stderr: string): string {
  const [, found = stderr] = /^error: ([\s\S]*)/m.exec(stderr) ?? [];
  const lines: string[] = [];
  for (const line of found.split("\n").map((line) => line.replace(/^\s*(\d+: )?/, "").trim())) {
    if (/^(Stack backtrace:|note: |error: |at )/.test(line)) break;
    if (line && line !== "Caused by:") lines.push(line);
  }
  return lines.slice(0, 3).join(": ");
}
