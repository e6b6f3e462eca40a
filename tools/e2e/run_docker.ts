/** Runs docker's client and returns what it prints; throws where it fails, and says why. */
export async function runDocker(
  program: string,
  args: readonly string[],
  stdin?: ReadableStream<Uint8Array>,
  env?: Record<string, string>,
): Promise<string> {
  const child = new Deno.Command(program, {
    args: [...args],
    env,
    stdin: stdin ? "piped" : "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  // What it says of its end tells more than that it stopped reading.
  if (stdin) await stdin.pipeTo(child.stdin).catch(() => {});
  const { code, stdout, stderr } = await child.output();
  if (code !== 0) {
    throw new Error(`docker ${args[0]} failed: ${new TextDecoder().decode(stderr).trim()}`);
  }
  return new TextDecoder().decode(stdout).trim();
}
