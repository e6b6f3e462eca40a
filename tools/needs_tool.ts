/**
 * Tests that hold output against the real program skip by name where it is not installed.
 *
 * @module
 */

import { type ConditionalTest, unless } from "./unless.ts";

const found = new Map<string, boolean>();

/**
 * Name and `ignore` of a test that runs `command`; `source` says what has it (`Debian's openssl`).
 *
 * @example
 * ```ts ignore
 * Deno.test({
 *   ...needsTool("openssl accepts the chain", "openssl", "Debian's openssl"),
 *   async fn() {},
 * });
 * ```
 */
export function needsTool(name: string, command: string, source: string): ConditionalTest {
  return unless(
    name,
    isInstalled(command) ? undefined : `there is no ${command} on PATH; ${source} has one`,
  );
}

/** Whether a program can be started at all; with no such argument most say so and end. */
export function isInstalled(command: string): boolean {
  const known = found.get(command);
  if (known !== undefined) return known;
  let is = true;
  try {
    new Deno.Command(command, { args: ["--help"], stdin: "null", stdout: "null", stderr: "null" })
      .outputSync();
  } catch {
    is = false;
  }
  found.set(command, is);
  return is;
}

/** What a program said and whether it was content; `input` goes to its standard input. */
export async function runTestTool(
  command: string,
  args: readonly string[],
  input = "",
): Promise<{ success: boolean; said: string }> {
  const child = new Deno.Command(command, {
    args: [...args],
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  // A program that has seen enough closes its input.
  await writer.write(new TextEncoder().encode(input)).then(() => writer.close()).catch(() => {});
  const { success, stdout, stderr } = await child.output();
  return { success, said: new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr) };
}
