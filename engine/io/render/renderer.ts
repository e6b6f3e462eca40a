/**
 * Runs the programs that render manifests, and says what is wrong where one fails.
 *
 * @module
 */

import { join } from "@std/path";
import { printable } from "../../../pacts/printable.ts";
import { shellQuote } from "../../../pacts/shell.ts";
import { RendererFailure, RenderError, ToolMissingError } from "../errors.ts";
import { shownArguments, withoutGivenValues } from "./hidden_values.ts";
import { type ProgramOptions, type ProgramResult, runProgram } from "../run_program.ts";

/** What to do instead of rendering. */
export const ALTERNATIVE = "name a folder of rendered manifests with --from-dir.";

/** A program that renders manifests. */
export interface Renderer {
  /** Name of the program. */
  command: string;
  /** Where its installation is described. */
  installPage: string;
  /** What to mend where it fails, for instance "the chart". */
  source: string;
}

/**
 * Refuses what a renderer would read without an end: of these files it does not look first what they are. Those that are
 * not there are its own to miss.
 *
 * @throws {RenderError} where one is a pipe or a device, or a link to one.
 */
export async function refuseEndless(folder: string, names: readonly string[]): Promise<void> {
  for (const name of names) {
    const path = join(folder, name);
    // Where it may not be looked at, nobody is asked for leave.
    if (Deno.permissions.querySync({ name: "read", path }).state !== "granted") continue;
    const info = await Deno.stat(path).catch(() => undefined);
    if (!info || info.isFile || info.isDirectory) continue;
    throw new RenderError(
      `"${path}" is a pipe or a device, which has no end. Put a file in its place`,
    );
  }
}

/**
 * Runs a renderer to its end. One that fails is a result, not an error.
 *
 * @throws {RenderError} where it can't be started; the message says where to get it if it is not installed.
 */
export async function runRenderer(
  { command, installPage }: Renderer,
  args: readonly string[],
  options: ProgramOptions = {},
): Promise<ProgramResult> {
  try {
    return await runProgram(command, args, options);
  } catch (error) {
    if (!(error instanceof ToolMissingError)) throw error;
    // One that is there, but may not be started, need not be installed.
    const isThere = !(error.cause instanceof Deno.errors.NotFound);
    const remedy = isThere ? "Mend that" : `Install it (${installPage})`;
    throw new RenderError(`${error.message} ${remedy}, or ${ALTERNATIVE}`);
  }
}

/**
 * A path as a word that no program takes for a flag: folders that were found may be called anything.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(pathArgument("charts/web"), "charts/web");
 * assertEquals(pathArgument("--output-dir=web"), "./--output-dir=web");
 * ```
 */
export function pathArgument(path: string): string {
  return path.startsWith("-") ? `./${path}` : path;
}

/**
 * Why there are no manifests: what ran, its last words and what to do. Values that it was given are hidden. `hint` says
 * what may be the cause.
 */
export function renderError(
  { command, source }: Pick<Renderer, "command" | "source">,
  args: readonly string[],
  result: ProgramResult,
  hint?: string,
): RendererFailure {
  return new RendererFailure(
    `${command} failed with exit code ${result.code}. This ran:\n\n` +
      `  ${command} ${shownArguments(args).map(shellQuote).map(printable).join(" ")}\n\n` +
      `and said at its end:\n\n${lastLines(result, 15, { args, indent: "  " })}\n\n` +
      `${hints([hint, hintOf(result)])}Mend ${source}, or ${ALTERNATIVE}`,
  );
}

function hints(all: readonly (string | undefined)[]): string {
  return all.filter((hint) => hint !== undefined).map((hint) => `${hint}.\n`).join("");
}

/** What renderers say in words that not everybody knows, and what that means. */
const MEANINGS: readonly (readonly [said: RegExp, meaning: (word: string) => string])[] = [
  [
    /plugin "?secrets"? (?:is )?not (?:installed|found)/,
    () =>
      "Some values are encrypted, and Helm reads them with its plugin helm-secrets. Install it as its page says (https://github.com/jkroepke/helm-secrets)",
  ],
  [
    /depend\(s\) on an undefined release "([^"]*)"/,
    (release) =>
      `No release of this helmfile and environment is called "${release}", its namespace included. -n puts all releases into one namespace: where their "needs" name others, leave it out`,
  ],
  [
    /non-absolute URLs should be in form of repo_name\/path_to_chart, got: (\S+)/,
    (chart) => `There is no folder "${chart}" here; a chart of a repository is repository/name`,
  ],
  [
    /transport '(\w+)' not allowed/,
    (protocol) =>
      protocol === "ssh"
        ? "git gets nothing by SSH for a kustomization that could not be read whole, or that comes from elsewhere itself. Let Deno read it (--allow-read), or get that repository yourself, and name its folder"
        : `git gets nothing by "${protocol}" for a kustomization, since an address of that can run programs. Name the folder itself`,
  ],
  // Where a resource can't be had, kustomize goes on to try it as a folder.
  [
    /accumulating resources from '(https?:\/\/[^']+)'/,
    (address) =>
      `It reads ${address}, which can't be had from here. Get it where it can (curl -fsSLO ${address}), and name the file in its place`,
  ],
  [
    /evalsymlink failure on '([^']+)' : lstat [^:]*: no such file or directory/,
    (path) => `There is no "${path}" here`,
  ],
  [
    /must specify --enable-helm/,
    () => "It has charts rendered, which kustomize asks leave for: put -- --enable-helm at the end",
  ],
  [
    /unable to find one of 'kustomization\.yaml', 'kustomization\.yml' or 'Kustomization' in directory '([^']+)'/,
    (folder) => `The folder "${folder}" holds no kustomization`,
  ],
  [
    /repo (\S+) not found/,
    (name) =>
      `There is no folder "${name}" here that has the chart, and Helm knows no repository of that name: helm repo add ${name} ADDRESS`,
  ],
];

function hintOf({ stderr }: ProgramResult): string | undefined {
  for (const [said, meaning] of MEANINGS) {
    const found = said.exec(stderr);
    if (found) return meaning(printable(found[1] ?? ""));
  }
  return undefined;
}

/** The last lines of what a program said, without the values that it was given in `args`. */
export function lastLines(
  result: Pick<ProgramResult, "stdout" | "stderr">,
  count: number,
  { args = [], indent = "" }: { args?: readonly string[]; indent?: string } = {},
): string {
  const text = lastPart(result.stderr.trim() || result.stdout.trim() || "nothing");
  return withoutGivenValues(text, args).split("\n").slice(-count).map((line) =>
    indent + line.trimEnd()
  )
    .join("\n");
}

/** How much of what a program said is looked at for its last lines. */
const LONGEST = 20_000;

/** The end of a text. A value may be told by the line before it, so the first lines of what is cut are left out. */
function lastPart(text: string): string {
  return text.length <= LONGEST ? text : text.slice(-LONGEST).split("\n").slice(2).join("\n");
}
