/**
 * Gets the programs that the end-to-end suite runs, and those that other tests hold output against,
 * once a machine:
 *
 *     deno run -A tools/jsr.ts run -A tools/e2e_tools.ts
 *
 * What it makes is in `dekube-e2e/bin/` of the user's cache folder; those that come
 * from Debian's packages are the machine's own, and installed where they are missing. The Go builds take minutes, and
 * gigabytes that are freed afterwards.
 *
 * Fails if a program can't be had, unless `--optional` is given. With `--json` the paths, and the
 * reasons for what is missing, are printed to standard output.
 */
import { ensurePrograms, type Programs } from "./e2e/programs/ensure.ts";
import type { Program } from "./e2e/programs/ensure.ts";
import { PROGRAMS } from "./e2e/programs/list.ts";
import { Workshop } from "./e2e/programs/workshop.ts";

/** A program that the suite runs. */
export type ToolName = keyof typeof PROGRAMS;

/** Where the programs are; `null` for one that can't be had. */
export type ToolSet = Record<ToolName, string | null>;

/** How the programs are got. */
export interface ToolOptions {
  /** Programs beside the suite's own. */
  more?: Record<string, Program>;
  /** Is told what happens, line by line; standard error, if nothing else is named. */
  say?: (line: string) => void;
  /** Stops it: what is half done is removed. */
  signal?: AbortSignal;
}

/** The programs; those that are missing are got first. Says what it does, and what it can't. */
export async function ensureTools(options: ToolOptions = {}): Promise<ToolSet> {
  return (await ensure(options)).paths;
}

async function ensure(
  { say = console.error, signal, more }: ToolOptions,
): Promise<Programs<ToolName>> {
  const start = performance.now();
  const programs = await ensurePrograms(
    { ...PROGRAMS, ...more },
    new Workshop(findCache(), say, signal),
  );
  const missing = Object.entries(programs.reasons);
  // Last, so that nobody overlooks it.
  for (const [name, reason] of missing) {
    say(`MISSING  ${name}: ${reason.replaceAll("\n", "\n         ")}`);
  }
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  const there = Object.keys(programs.paths).length - missing.length;
  say(`${there} programs there, ${missing.length} missing (${seconds} s)`);
  return programs;
}

function findCache(): string {
  const { XDG_CACHE_HOME, HOME } = Deno.env.toObject();
  if (!XDG_CACHE_HOME && !HOME) throw new Error("neither XDG_CACHE_HOME nor HOME is set");
  return `${XDG_CACHE_HOME || `${HOME}/.cache`}/dekube-e2e`;
}

async function main(args: string[]): Promise<number> {
  const unknown = args.filter((arg) => arg !== "--json" && arg !== "--optional");
  if (unknown.length > 0) {
    console.error(`what is ${unknown.join(" ")}? There are --json and --optional`);
    return 1;
  }

  const stop = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    Deno.addSignalListener(signal, () => stop.abort(new Error(`stopped by ${signal}`)));
  }
  try {
    const { paths, reasons } = await ensure({ signal: stop.signal });
    if (args.includes("--json")) console.log(JSON.stringify({ ...paths, reasons }, null, 2));
    const isWhole = Object.keys(reasons).length === 0;
    return isWhole || args.includes("--optional") ? 0 : 1;
  } catch (error) {
    if (!stop.signal.aborted) throw error;
    console.error(`${stop.signal.reason.message}; half-made programs are removed`);
    return 1;
  }
}

if (import.meta.main) Deno.exit(await main(Deno.args));
