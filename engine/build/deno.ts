/**
 * Runs the Deno that the build itself runs in.
 *
 * @module
 */

/** How a program ended. */
export interface DenoResult {
  /** Whether it ended with 0. */
  success: boolean;
  /** What it printed. */
  stdout: string;
  /** What it said. */
  stderr: string;
}

/** Runs Deno in a folder, to its end. */
export function runDeno(args: readonly string[], cwd: string): Promise<DenoResult> {
  return runProgram(Deno.execPath(), args, cwd);
}

/** Runs a program in a folder, to its end. It gets no input, and says things without colours. */
export async function runProgram(
  program: string,
  args: readonly string[],
  cwd: string,
): Promise<DenoResult> {
  const { success, stdout, stderr } = await new Deno.Command(program, {
    args: [...args],
    cwd,
    env: { NO_COLOR: "1", DENO_NO_UPDATE_CHECK: "1" },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { success, stdout: text(stdout), stderr: text(stderr) };
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
