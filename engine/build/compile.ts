/**
 * Makes an executable of a single file.
 *
 * @module
 */

import { UserError } from "../core/user_error.ts";
import { mirrorVariable } from "../cli/provide_tools.ts";
import type { CommandSettings } from "../io/distribution/command_settings.ts";
import { DOWNLOAD_HOSTS } from "../io/tools/releases.ts";
import type { BuildFolder } from "./build_folder.ts";
import { errorMessage, runDeno } from "./deno.ts";
import { embeddedConfig } from "./single_file.ts";

/**
 * What the command needs in any of its ways, and no more. Input, output and extensions may be anywhere, so reading
 * and writing are not confined to folders. It runs only the renderers, which get the environment without that it is
 * read; it asks the system for nothing but the authorities that it trusts. It never uses the network itself, and an
 * executable can't import from it.
 */
const PERMISSIONS = [
  "--allow-read",
  "--allow-write",
  "--allow-sys",
  "--no-prompt",
];

/** What is read of the environment: where the user's own folders are, programs, certificates, and who looks on. */
const VARIABLES = [
  ...["HOME", "USERPROFILE", "LOCALAPPDATA", "XDG_STATE_HOME"],
  ...["PATH", "PATHEXT", "SSL_CERT_FILE", "TERM", "CI"],
];

/** How it may run the renderers that are installed, and Docker Compose. */
const RUN_INSTALLED = ["--allow-run=helmfile,helm,kubectl,kustomize,docker,docker-compose,sh"];

/**
 * How it may get renderers too, and run them. Deno lets nobody write to what `--allow-run` names, so
 * no list could hold what is downloaded.
 */
const GET_RENDERERS = ["--allow-run", `--allow-net=${DOWNLOAD_HOSTS.join(",")}`];

export interface CompileOptions {
  /** Name of the command. */
  name: string;
  text: string;
  /** How the command behaves: whether it may download renderers. */
  settings: CommandSettings;
  /** System that the executable is for; this one unless told otherwise. */
  target?: string;
  /** Where to put it. */
  output: string;
}

/**
 * Compiles a single file. A deno.json goes into the executable too, so that extensions from the
 * disk find the contracts in it, and can't import what isn't theirs.
 *
 * @throws {UserError} where the runtime stub can't be had, or the executable can't be made.
 */
export async function compile(
  { name, text, settings, target, output }: CompileOptions,
  folder: BuildFolder,
): Promise<void> {
  const file = `${name}.js`;
  const entry = await folder.write(`compile/${file}`, text);
  const config = await folder.write("compile/deno.json", embeddedConfig(file));
  const { success, stderr } = await runDeno([
    "compile",
    // Embedded as well: else each start would list the renderers that are not installed.
    "--quiet",
    "--no-lock",
    "--no-check",
    `--config=${config}`,
    ...PERMISSIONS,
    // By which extensions of others get a worker that may do nothing.
    "--unstable-worker-options",
    ...permissionsFor(name, settings),
    ...target ? [`--target=${target}`] : [],
    `--output=${output}`,
    entry,
  ], folder.path("compile"));
  if (success) return;
  if (isStubMissing(stderr)) {
    const unanswered = /error sending request for url \(([^)]+)\)/.exec(stderr)?.[1];
    throw new UserError(
      `the executable can't be made: its runtime stub, denort of Deno ${Deno.version.deno}, can't be had (${
        unanswered ? `${unanswered} does not answer` : errorMessage(stderr)
      }). Get denort-${
        target ?? Deno.build.target
      }.zip of that version where the network allows it, unpack it, and name the file in DENORT_BIN; or have only the single file made, with --js`,
    );
  }
  throw new UserError(`the executable can't be made: ${errorMessage(stderr)}`);
}

function permissionsFor(name: string, { tools }: CommandSettings): string[] {
  if (tools === undefined) return [`--allow-env=${VARIABLES}`, ...RUN_INSTALLED];
  return [`--allow-env=${[...VARIABLES, mirrorVariable(name)]}`, ...GET_RENDERERS];
}

function isStubMissing(stderr: string): boolean {
  return /denort|DENORT|base binary|error sending request/i.test(stderr);
}
