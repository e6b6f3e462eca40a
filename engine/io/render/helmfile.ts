/**
 * Renders a helmfile.
 *
 * @module
 */

import { dirname, join, resolve } from "@std/path";
import type { Diagnostic } from "../../../pacts/diagnostics.ts";
import type { Limits } from "../../../pacts/limits.ts";
import { nearest } from "../../../pacts/nearest.ts";
import { beforeTheEnd } from "../before_the_end.ts";
import { InputError, OutputError, reasonOf, RenderError } from "../errors.ts";
import { HELMFILES } from "../../core/input/project_files.ts";
import { newRendered } from "../output/path.ts";
import type { ProgramResult } from "../run_program.ts";
import { environmentsOf } from "./helmfile_environments.ts";
import { moveNestedFiles, removeNestedFiles } from "./helmfile_nested.ts";
import { parseNeeds } from "./helmfile_needs.ts";
import { folderTemplate, parseReleases, type Releases } from "./helmfile_releases.ts";
import { lastLines, type Renderer, renderError, runRenderer } from "./renderer.ts";

/** What to render, and where to. */
export interface HelmfileOptions {
  /** Folder with a `helmfile.yaml`, a `helmfile.yaml.gotmpl` or a `helmfile.d/`. */
  dir: string;
  /** Which of them is meant, where one is. */
  file?: string;
  /** Environment of the helmfile. */
  environment?: string;
  /** Namespace for all releases, which templates see as `.Namespace`. */
  namespace?: string;
  /** The manifests go to a new folder in its `.dekube/`, for whoever holds it to remove. */
  outputDir: string;
  /** Further arguments for `helmfile template`, as they stand. */
  passThrough?: readonly string[];
  /** How much helmfile may write. */
  limits?: Limits;
}

/** A rendered helmfile. */
export interface HelmfileResult {
  /** Folder of the manifests. */
  dir: string;
  /** Release -> namespace, as helmfile lists them; `<namespace>/<name>` is one whose name others bear too. */
  namespaces: Map<string, string>;
  /** Release -> the releases that it needs. */
  needs: Map<string, string[]>;
  /** What there is to say. */
  notes: Diagnostic[];
}

/** The environment that helmfile takes where none is named. */
const DEFAULT = "default";

const HELMFILE: Renderer = {
  command: "helmfile",
  installPage: "https://helmfile.readthedocs.io",
  source: "the helmfile",
};

/**
 * Renders a helmfile with `helmfile template`, and asks it for the namespaces
 * of its releases, and for what they need.
 *
 * @throws {RenderError} where there is no helmfile, helmfile is not installed,
 * or fails; the message says what ran, its last words and what to do.
 * @throws {OutputError} where the folder of the manifests can't be made.
 *
 * @example
 * ```ts ignore
 * const { dir, namespaces } = await renderHelmfile({ dir: ".", outputDir: "out" });
 * ```
 */
export async function renderHelmfile(
  options: HelmfileOptions,
): Promise<HelmfileResult> {
  const { environment, namespace, passThrough = [], limits } = options;
  const helmfileDir = resolve(options.dir);
  const dir = join(resolve(options.outputDir), newRendered());
  const notes: Diagnostic[] = [];

  const file = options.file === undefined
    ? await pickHelmfile(helmfileDir, notes)
    : join(helmfileDir, options.file);
  const start = ["--file", file];
  if (environment) start.push("--environment", environment);
  if (namespace) start.push("--namespace", namespace);

  const releases = await list();
  await makeFolder(dir);
  using _nested = beforeTheEnd(() => removeNestedFiles(helmfileDir, dir));
  try {
    const apart = releases.ambiguous.length > 0
      ? ["--output-dir-template", folderTemplate(releases.ambiguous)]
      : [];
    await template([...start, "template", "--output-dir", dir, ...apart, ...passThrough]);
    await moveNestedFiles(helmfileDir, dir);
    await liftFolders(dir, file);
  } catch (error) {
    // What failed leaves nothing behind, of its own.
    await Deno.remove(dir, { recursive: true });
    await removeEmpty(dirname(dir), dirname(dirname(dir)));
    removeNestedFiles(helmfileDir, dir);
    throw error;
  }
  return { dir, namespaces: releases.namespaces, needs: await build(), notes };

  async function template(args: string[]): Promise<void> {
    const result = await runHelmfile(args, limits);
    if (!result.success) throw renderError(HELMFILE, args, result, await hint());
  }

  /** Of a name that is no environment helmfile only says that it finds no release, of none that a value is missing. */
  async function hint(): Promise<string | undefined> {
    const names = await environmentsOf(file);
    if (names === undefined || names.includes(environment ?? DEFAULT)) return undefined;
    if (environment === undefined) {
      return names.length === 0
        ? undefined
        : `The helmfile has environments, and none was chosen: ${
          names.join(", ")
        }. Choose one: --environment ${names[0]}`;
    }
    if (names.length === 0) {
      return `The helmfile has no environments, so there is no "${environment}". Leave it out`;
    }
    return `The helmfile has no environment "${environment}"${
      nearest(environment, names)
    }. There are: ${names.join(", ")}`;
  }

  /** Asks about the releases. Arguments such as --state-values-set change the answer; others are for `template` alone. */
  async function ask(...args: string[]): Promise<ProgramResult> {
    const result = await runHelmfile([...start, ...args, ...passThrough], limits);
    return result.success || passThrough.length === 0
      ? result
      : runHelmfile([...start, ...args], limits);
  }

  async function build(): Promise<Map<string, string[]>> {
    const result = await ask("build");
    const needs = result.success ? parseNeeds(result.stdout, releases.ambiguous) : undefined;
    if (needs) return needs;
    const problem = result.success
      ? "it did not answer in YAML"
      : lastLines(result, 1, { args: passThrough });
    notes.push({
      severity: "warning",
      code: "helmfile-build-failed",
      message:
        `"helmfile build" failed (${problem}), so releases don't wait for those that they need. ` +
        "Run it by hand to see why.",
    });
    return new Map();
  }

  async function list(): Promise<Releases> {
    const result = await ask("list", "--output", "json");
    const problem = result.success
      ? "it did not answer in JSON"
      : lastLines(result, 1, { args: passThrough });
    const releases = result.success ? parseReleases(result.stdout) : undefined;
    if (releases === undefined) {
      notes.push({
        severity: "warning",
        code: "helmfile-list-failed",
        message:
          `"helmfile list" failed (${problem}), so namespaces that the manifests don't name may stay unknown. ` +
          'Set "namespace" for the releases in the charts, or run it by hand to see why.',
      });
      return { namespaces: new Map(), ambiguous: [] };
    }
    return releases;
  }
}

async function pickHelmfile(
  helmfileDir: string,
  notes: Diagnostic[],
): Promise<string> {
  const found: string[] = [];
  for (const name of HELMFILES) {
    if (await exists(join(helmfileDir, name))) found.push(name);
  }
  if (found.length === 0) {
    throw new RenderError(
      `"${helmfileDir}" has no helmfile.yaml, helmfile.yaml.gotmpl or helmfile.d. ` +
        "Name its folder with --helmfile-dir, or a folder of rendered manifests with --from-dir.",
    );
  }
  if (found.length > 1) {
    notes.push({
      severity: "warning",
      code: "several-helmfiles",
      message: `"${helmfileDir}" has ${found.join(" and ")}: ${found[0]} is used. ` +
        "Remove the other, or move it to a folder of its own.",
    });
  }
  return join(helmfileDir, found[0]);
}

/**
 * Puts the folders of releases at the top, where each is known by its name: of a folder of helmfiles, helmfile renders below
 * the whole path of that folder.
 */
async function liftFolders(rendered: string, helmfile: string): Promise<void> {
  const nested = join(rendered, helmfile);
  if (!await exists(nested)) return;
  for (const { name } of [...Deno.readDirSync(nested)]) {
    await Deno.rename(join(nested, name), join(rendered, name));
  }
  const folders = [];
  for (let folder = nested; folder !== rendered; folder = dirname(folder)) folders.push(folder);
  await removeEmpty(...folders);
}

/** Removes those of some folders in which nothing is, the first of them first. */
async function removeEmpty(...folders: string[]): Promise<void> {
  for (const folder of folders) await Deno.remove(folder).catch(() => {});
}

async function makeFolder(dir: string): Promise<void> {
  try {
    // Secrets are among the manifests.
    await Deno.mkdir(dir, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new OutputError(
      `"${dir}" can't be made for the rendered manifests: ${
        reasonOf(error)
      }. Choose another output folder.`,
    );
  }
}

async function runHelmfile(args: string[], limits?: Limits): Promise<ProgramResult> {
  return await runRenderer(HELMFILE, args, {
    limits,
    env: { HELMFILE_UPGRADE_NOTICE_DISABLED: "true" },
  });
}

async function exists(path: string): Promise<boolean> {
  try {
    await Deno.stat(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    const dir = dirname(path);
    if (await isFile(dir)) {
      throw new InputError(
        `"${dir}" is a file, and --helmfile-dir names a folder. Name the file with -f, or its folder.`,
      );
    }
    throw new InputError(`"${path}" can't be looked at: ${reasonOf(error)}.`);
  }
}

async function isFile(path: string): Promise<boolean> {
  return await Deno.stat(path).then((info) => info.isFile, () => false);
}
