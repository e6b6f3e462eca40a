/** How a program is run. */
export interface RunOptions {
  cwd?: string;
  env?: Record<string, string>;
  /** Interrupts it. */
  signal?: AbortSignal;
}

/** Runs a program to its end and returns what it said; throws where it fails, and says why. */
export async function run(
  command: string,
  args: string[],
  { cwd, env, signal }: RunOptions = {},
): Promise<{ stdout: string; stderr: string }> {
  signal?.throwIfAborted();
  const child = spawn(command, args, { cwd, env });
  // Unlike a kill, this gives it time to end the programs that it runs itself.
  const interrupt = () => child.kill("SIGINT");
  signal?.addEventListener("abort", interrupt);
  try {
    const output = await child.output();
    signal?.throwIfAborted();
    const [stdout, stderr] = [output.stdout, output.stderr].map((bytes) =>
      new TextDecoder().decode(bytes)
    );
    if (output.success) return { stdout, stderr };
    const ending = (stderr.trim() || stdout.trim()).split("\n").slice(-5).join("\n");
    throw new Error(`${command} ${args[0] ?? ""} ended with ${output.code}: ${ending}`);
  } finally {
    signal?.removeEventListener("abort", interrupt);
  }
}

function spawn(command: string, args: string[], options: Deno.CommandOptions): Deno.ChildProcess {
  try {
    return new Deno.Command(command, {
      args,
      ...options,
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) throw new Error(`there is no ${command}`);
    throw error;
  }
}
