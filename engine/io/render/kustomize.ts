/**
 * Renders a kustomization.
 *
 * @module
 */

import type { Limits } from "../../../pacts/limits.ts";
import { RenderError, ToolMissingError } from "../errors.ts";
import { KUSTOMIZATIONS } from "../../core/input/project_files.ts";
import type { ManifestFile } from "../input/manifest_files.ts";
import { type ProgramOptions, type ProgramResult, runProgram } from "../run_program.ts";
import { gitEnvironment } from "./git_protocols.ts";
import { refuseEndless, renderError } from "./renderer.ts";

export interface KustomizeOptions {
  /** Folder of the kustomization. */
  dir: string;
  /** Further arguments, as they stand. */
  passThrough?: readonly string[];
  /** How much the program may write. */
  limits?: Limits;
}

/** The programs that can, the one that most people have first. */
const PROGRAMS = [["kubectl", "kustomize"], ["kustomize", "build"]];

/**
 * Renders a kustomization with kubectl, or with kustomize where there is no kubectl. What comes out
 * is one file, since kustomize does not say what came from where.
 *
 * @throws {RenderError} where neither is installed, or it fails; the message says what ran, its last
 * words and what to do.
 *
 * @example
 * ```ts ignore
 * const { text } = await renderKustomization({ dir: "overlays/dev" });
 * ```
 */
export async function renderKustomization(options: KustomizeOptions): Promise<ManifestFile> {
  const { dir, passThrough = [], limits } = options;
  await refuseEndless(dir, KUSTOMIZATIONS);
  const env = await gitEnvironment(dir);
  let refused: Error | undefined;
  for (const [command, verb] of PROGRAMS) {
    const args = [verb, folderArgument(dir), ...passThrough];
    const result = await runIfThere(command, args, { limits, env });
    if (result instanceof Error) {
      // That Deno may not start it does not say that it is not there.
      if (result.cause instanceof Deno.errors.NotCapable) refused ??= result;
      continue;
    }
    if (!result.success) {
      throw renderError({ command, source: "the kustomization" }, args, result);
    }
    return { file: `kustomize:${dir}`, text: result.stdout };
  }
  if (refused) throw refused;
  throw new RenderError(
    "neither kubectl nor kustomize can be started: they are not on the PATH. Install one of them " +
      "(https://kubernetes.io/docs/tasks/tools/, https://kubectl.docs.kubernetes.io/installation/), " +
      "or name a folder of rendered manifests with --from-dir.",
  );
}

/**
 * A folder as a word that kustomize takes for nothing else: it takes `github.com/acme/shop` and `git@host:path` for
 * repositories, and gets them, also where folders of these names are there. What a user writes as a URL is one.
 */
function folderArgument(dir: string): string {
  return /^(?:\.{0,2}[/\\]|\.{1,2}$|[a-z]:[/\\]|[a-z][a-z0-9+.-]*:\/\/)/i.test(dir)
    ? dir
    : `./${dir}`;
}

async function runIfThere(
  command: string,
  args: string[],
  options: ProgramOptions,
): Promise<ProgramResult | ToolMissingError> {
  try {
    return await runProgram(command, args, options);
  } catch (error) {
    if (error instanceof ToolMissingError) return error;
    throw error;
  }
}
