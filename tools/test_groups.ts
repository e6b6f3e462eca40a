/**
 * Runs tests in several processes at once, and reports them as one.
 *
 * Some tests change what a whole process has, such as its PATH, so threads (`--parallel`) would get in each other's way.
 *
 * @module
 */

/** What `deno test` counts at its end. */
interface Counts {
  passed: number;
  steps: number;
  failed: number;
  failedSteps: number;
  ignored: number;
}

/** How groups of tests run. */
export interface GroupOptions {
  /** The arguments of `deno test` before the files. */
  args: readonly string[];
  /** Files and folders, a process for each list. */
  groups: readonly (readonly string[])[];
  /** Variables beside those of this process. */
  env?: Record<string, string>;
  /** Ends what runs. */
  signal?: AbortSignal;
  /** Takes what is printed. */
  write?: (text: string) => Promise<void>;
}

/** Runs all groups; what they print comes group by group, and one closing line as Deno's own. Gives the exit code. */
export async function runTestGroups(
  { args, groups, env = {}, signal, write = print }: GroupOptions,
): Promise<number> {
  const started = performance.now();
  const isColoured = Deno.stdout.isTerminal() && !Deno.noColor;
  const running = groups.map((files) => {
    const child = new Deno.Command(Deno.execPath(), {
      args: ["test", ...args, ...files],
      env: { ...env, ...(isColoured ? { FORCE_COLOR: "1" } : {}) },
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
      signal,
    }).spawn();
    return { child, printed: collect(child) };
  });
  let code = 0;
  const all: Counts = { passed: 0, steps: 0, failed: 0, failedSteps: 0, ignored: 0 };
  for (const { child, printed } of running) {
    let counts: Counts | undefined;
    for await (const line of printed) {
      const found = countsIn(line);
      if (found) counts = found;
      else await write(`${line}\n`);
    }
    const { code: own } = await child.status;
    code ||= own;
    // One that counts nothing has said why.
    if (!counts) code ||= 1;
    for (const key of Object.keys(all) as (keyof Counts)[]) all[key] += counts?.[key] ?? 0;
  }
  await write(`\n${closingLine(all, code === 0, performance.now() - started)}\n`);
  return code;
}

/** What a closing line counts; `undefined` for any other line. */
export function countsIn(line: string): Counts | undefined {
  // deno-lint-ignore no-control-regex
  const plain = line.replaceAll(/\x1b\[[\d;]*m/g, "");
  const found =
    /^(?:ok|FAILED) \| (\d+) passed(?: \((\d+) steps?\))? \| (\d+) failed(?: \((\d+) steps?\))?(?: \| (\d+) ignored)?/
      .exec(plain);
  if (!found) return undefined;
  const [passed, steps, failed, failedSteps, ignored] = found.slice(1).map((n) => Number(n ?? 0));
  return { passed, steps, failed, failedSteps, ignored };
}

/** A closing line as `deno test` prints it. */
export function closingLine(counts: Counts, isOk: boolean, milliseconds: number): string {
  const { passed, steps, failed, failedSteps, ignored } = counts;
  const seconds = Math.round(milliseconds / 1000);
  const time = seconds < 60 ? `${seconds}s` : `${Math.floor(seconds / 60)}m${seconds % 60}s`;
  const ofSteps = (n: number) => n === 0 ? "" : ` (${n} step${n === 1 ? "" : "s"})`;
  return [
    isOk ? "ok" : "FAILED",
    `${passed} passed${ofSteps(steps)}`,
    `${failed} failed${ofSteps(failedSteps)}`,
    ...ignored === 0 ? [] : [`${ignored} ignored`],
  ].join(" | ") + ` (${time})`;
}

/** The lines of both streams as they come, kept until somebody reads them. */
function collect(child: Deno.ChildProcess): ReadableStream<string> {
  const { readable, writable } = new TransformStream<string, string>(
    undefined,
    undefined,
    // A group that nobody reads yet must not wait.
    { highWaterMark: Infinity },
  );
  const writer = writable.getWriter();
  const ended = [child.stdout, child.stderr].map(async (stream) => {
    for await (const line of lines(stream)) await writer.write(line);
  });
  Promise.all(ended).finally(() => writer.close());
  return readable;
}

async function* lines(stream: ReadableStream<Uint8Array<ArrayBuffer>>): AsyncIterable<string> {
  let rest = "";
  for await (const chunk of stream.pipeThrough(new TextDecoderStream())) {
    const parts = (rest + chunk).split("\n");
    rest = parts.pop()!;
    yield* parts;
  }
  if (rest !== "") yield rest;
}

async function print(text: string): Promise<void> {
  const writer = Deno.stdout.writable.getWriter();
  await writer.write(new TextEncoder().encode(text));
  writer.releaseLock();
}
