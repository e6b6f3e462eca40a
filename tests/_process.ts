/**
 * Programs that a test runs to their end.
 *
 * @module
 */

/** How a program ended, and what it printed. */
export interface Ended {
  code: number;
  stdout: string;
  stderr: string;
}

/** How a program is run. */
export interface ProcessOptions {
  args: readonly string[];
  cwd: string;
  env?: Record<string, string>;
  clearEnv?: boolean;
  /** What is piped in. */
  stdin?: string | Uint8Array<ArrayBuffer>;
}

/** Runs a program to its end. Lines end in "\n" on every system. */
export async function runToEnd(
  program: string,
  { stdin, args, ...options }: ProcessOptions,
): Promise<Ended> {
  const child = new Deno.Command(program, {
    ...options,
    args: [...args],
    stdin: stdin === undefined ? "null" : "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  if (stdin !== undefined) await new Blob([stdin]).stream().pipeTo(child.stdin);
  const { code, stdout, stderr } = await child.output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes).replaceAll("\r\n", "\n");
  return { code, stdout: text(stdout), stderr: text(stderr) };
}
