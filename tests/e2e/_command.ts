/**
 * Runs programs.
 *
 * @module
 */

import { fromFileUrl } from "@std/path";
import { setting, tool } from "./_setting.ts";

/** The checkout. */
export const ROOT = fromFileUrl(new URL("../..", import.meta.url));

/** How a program ended. */
export interface Ended {
  code: number;
  stdout: string;
  stderr: string;
}

/** How a program is run. */
export interface RunOptions {
  cwd?: string;
  env?: Record<string, string>;
  stdin?: string;
  /** Any exit code is fine; otherwise one other than 0 throws. */
  anyCode?: boolean;
  /** What takes longer than this hangs; a minute if nothing else is said. */
  patienceMs?: number;
}

/** Runs a program to its end. */
export async function run(
  program: string,
  args: readonly string[],
  { cwd, env, stdin, anyCode = false, patienceMs = 60_000 }: RunOptions = {},
): Promise<Ended> {
  const child = new Deno.Command(program, {
    args: [...args],
    cwd,
    env: { HELMFILE_UPGRADE_NOTICE_DISABLED: "true", PATH: toolPath(), ...env },
    stdin: stdin === undefined ? "null" : "piped",
    stdout: "piped",
    stderr: "piped",
    signal: AbortSignal.timeout(patienceMs),
  }).spawn();
  if (stdin !== undefined) {
    const writer = child.stdin.getWriter();
    await writer.write(new TextEncoder().encode(stdin));
    await writer.close();
  }
  const { code, stdout, stderr } = await child.output();
  const ended = { code, stdout: decode(stdout), stderr: decode(stderr) };
  if (code !== 0 && !anyCode) {
    throw new Error(
      `${program} ${args.join(" ")} ended with ${code}:\n${ended.stdout}${ended.stderr}`,
    );
  }
  return ended;
}

/** The real programs come first, so that `helmfile` finds the `helm` that it is tested with. */
function toolPath(): string {
  const folders = Object.values(setting?.tools ?? {})
    .filter((path) => path !== null)
    .map((path) => path.replace(/\/[^/]*$/, ""));
  return [...new Set(folders), Deno.env.get("PATH")].join(":");
}

function decode(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

/** Runs helmfile2compose from the checkout. */
export async function helmfile2compose(
  args: readonly string[],
  options: RunOptions = {},
): Promise<Ended> {
  return await distribution("helmfile2compose", args, options);
}

/** Runs a distribution from the checkout. */
export async function distribution(
  name: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<Ended> {
  const command = `${ROOT}/distributions/${name}/mod.ts`;
  return await run(
    Deno.execPath(),
    ["run", "-A", `--config=${ROOT}/deno.json`, command, ...args],
    options,
  );
}

/** Runs docker. */
export async function docker(args: readonly string[], options: RunOptions = {}): Promise<Ended> {
  return await run(tool("docker"), args, options);
}
