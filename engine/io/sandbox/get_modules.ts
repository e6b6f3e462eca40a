/**
 * Gets the modules that extensions are made of into Deno's cache. Nothing of others is run.
 *
 * @module
 */

import { UserError } from "../../core/user_error.ts";
import type { ResolvedEntry } from "../distribution/entry.ts";
import { inTime } from "../modules/import_in_time.ts";
import { whyNotLoaded } from "../modules/why_not_loaded.ts";
import { endedWithUs } from "../run_program.ts";
import { DENO_ENVIRONMENT, denoFolder, importFlag, namingFlagsForOthers } from "./deno_flags.ts";
import { requireDeno } from "./require_deno.ts";

/** What is known beside the modules. */
export interface GetOptions {
  /** The program's own module, whose names hold for all. */
  module: string;
  /** Specifiers that the user has named: their hosts may be asked. */
  named: readonly string[];
  /** A lock file of Deno's: what it holds is checked, what it lacks is added. */
  lock: string;
  /** Whether they are asked for again, though they are in Deno's cache. */
  anew?: boolean;
}

/** How long one may take, with all that it imports, in milliseconds. */
const PATIENCE = 120_000;

/**
 * Gets modules of others, with all that they import as far as their text says it, packages of npm too. What is in Deno's
 * cache is not asked for again, unless it is to be got anew.
 *
 * @throws {UserError} where one can't be had; the message names the extension.
 */
export async function getModules(
  entries: readonly ResolvedEntry[],
  { module, named, lock, anew = false }: GetOptions,
): Promise<void> {
  const naming = await namingFlagsForOthers(module);
  for (const entry of entries) {
    const flags = [`--lock=${lock}`, "--frozen=false", "--no-check", importFlag(named), ...naming];
    const reload = anew ? reloadFlag(entry.specifier) : [];
    await get(entry, ["cache", "--quiet", ...reload, ...flags, entry.specifier]);
    // Packages are pinned as wholes.
    if (/^(?:npm|jsr):/.test(entry.specifier)) continue;
    checkPinned(entry, await get(entry, ["info", "--json", ...flags, entry.specifier]));
  }
}

/**
 * Checks that a lock file can hold what an extension is made of.
 *
 * @throws {UserError} where it imports something from elsewhere that is no code: of that Deno's lock files know nothing.
 */
function checkPinned(entry: ResolvedEntry, graph: string): void {
  const { modules = [] } = JSON.parse(graph) as { modules?: GraphModule[] };
  const loose = modules.find(({ kind, specifier }) =>
    kind === "external" && /^https?:/.test(specifier)
  );
  if (!loose) return;
  throw notLoaded(
    entry,
    `it imports ${loose.specifier} as a text or as bytes, and nobody would notice if that were another one day. Have its author make a module of it, or JSON`,
  );
}

/** A module, as Deno tells of it. */
interface GraphModule {
  kind?: string;
  specifier: string;
}

/**
 * Has Deno ask for a module again: for a package's versions, or for a URL with what lies beside it. What others it
 * imports it has, or gets.
 */
function reloadFlag(specifier: string): string[] {
  const [name] = /^(?:jsr:\/?@[^/]+\/[^/@]+|npm:\/?(?:@[^/]+\/)?[^/@]+)/.exec(specifier) ?? [];
  if (name !== undefined) return [`--reload=${name.replace(":/", ":")}`];
  if (!/^https?:/.test(specifier)) return [];
  // With a slash at its end Deno would find nothing that is meant.
  return [`--reload=${new URL(".", specifier).href.slice(0, -1).replaceAll(",", "%2C")}`];
}

/**
 * Gets the program's own modules, with the packages of npm that they import. They are loaded, without any permission: Deno
 * would get the types that they were checked with otherwise.
 *
 * @throws {UserError} where one can't be had; the message names the extension.
 */
export async function getOwnModules(
  entries: readonly ResolvedEntry[],
  options: Pick<GetOptions, "module">,
): Promise<void> {
  if (entries.length === 0) return;
  try {
    await load(entries, options);
  } catch {
    // One by one they say which of them it is.
    for (const entry of entries) await load([entry], options);
  }
}

/** Has one Deno load modules, so that they are in its cache. */
async function load(
  entries: readonly ResolvedEntry[],
  { module }: Pick<GetOptions, "module">,
): Promise<void> {
  const text = entries.map(({ specifier }) => `await import(${JSON.stringify(specifier)});`);
  await get(entries[0], [
    ...["run", "--quiet", "--no-prompt", "--no-check", "--no-lock"],
    ...[importFlag([module]), ...await namingFlagsForOthers(module)],
    `data:text/javascript,${encodeURIComponent(text.join("\n"))}`,
  ]);
}

/** Has Deno get an extension, or tell of it. */
async function get(entry: ResolvedEntry, args: readonly string[]): Promise<string> {
  const process = new Deno.Command(await requireDeno(), {
    args: [...args],
    cwd: denoFolder(),
    env: DENO_ENVIRONMENT,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
    detached: Deno.build.os !== "windows",
  }).spawn();
  using _watch = endedWithUs(process);
  try {
    const { success, stdout, stderr } = await inTime(process.output(), entry.specifier, PATIENCE);
    if (!success) throw new Error(lastWords(new TextDecoder().decode(stderr)));
    return new TextDecoder().decode(stdout);
  } catch (error) {
    try {
      process.kill("SIGKILL");
    } catch {
      // It has ended by itself.
    }
    throw notLoaded(entry, whyNotGot(error, entry.specifier), error);
  }
}

function notLoaded(
  { entry, namedBy }: ResolvedEntry,
  why: string,
  cause?: unknown,
): UserError {
  const by = namedBy === undefined ? "" : `, which ${namedBy} names,`;
  return new UserError(`the extension ${entry}${by} can't be loaded: ${why}`, { cause });
}

function lastWords(stderr: string): string {
  const at = stderr.search(/^error: /m);
  const words = at < 0 ? stderr : stderr.slice(at + "error: ".length);
  return words.replace(/^(?:Uncaught )?(?:\(in [^)]*\) )?(?:TypeError: )?/, "").trim();
}

function whyNotGot(error: unknown, specifier: string): string {
  const message = error instanceof Error ? error.message : String(error);
  const host = /Requires import access to "([^"]+)"/.exec(message)?.[1];
  if (host === undefined) return whyNotLoaded(error, specifier);
  return `it imports code from ${host}, and code is got only from the hosts that you name yourself, from JSR, npm ` +
    "and the hosts that Deno knows. Have its author import it from there";
}
