/**
 * Gets the manifests that the command is to convert.
 *
 * @module
 */

import { basename, join, relative, resolve } from "@std/path";
import type { Diagnostics, Manifest } from "../../pacts/mod.ts";
import { releaseName } from "../core/namespaces.ts";
import { type ManifestFile, parseManifests } from "../core/parse.ts";
import { GENERATED_FILES, parseGenerated } from "../io/generated_files.ts";
import { renderHelmfile } from "../io/helmfile.ts";
import { readManifestFiles } from "../io/manifests.ts";
import { type CommandOptions, CONFIG_FILES } from "./args.ts";

/** Manifests, and what is known of where they came from. */
export interface Input {
  /** The manifests. */
  manifests: Manifest[];
  /** Name of the folder that they came from. */
  sourceName: string;
  /** Release -> namespace, as helmfile lists them. */
  releaseNamespaces?: ReadonlyMap<string, string>;
}

/** Reads the manifests of `--from-dir`, or renders the helmfile and reads what comes out. */
export async function readInput(options: CommandOptions, diagnostics: Diagnostics): Promise<Input> {
  const { fromDir, helmfileDir } = options;
  if (fromDir !== undefined) {
    const manifests = await readManifests(fromDir, options, diagnostics);
    return { manifests, sourceName: basename(resolve(fromDir)).replace(/\.(ya?ml|json)$/, "") };
  }
  const { dir, namespaces, notes } = await renderHelmfile(options);
  for (const note of notes) diagnostics.add(note);
  return {
    manifests: await readManifests(dir, options, diagnostics),
    sourceName: basename(resolve(helmfileDir)),
    releaseNamespaces: namespaces,
  };
}

async function readManifests(
  dir: string,
  options: CommandOptions,
  diagnostics: Diagnostics,
): Promise<Manifest[]> {
  const { files, problems } = await readManifestFiles(dir);
  for (const { file, reason } of problems) {
    diagnostics.warn("unreadable-file", `the file can't be read: ${reason}; it is skipped`, {
      file,
    });
  }
  const ours = await ownFiles(dir, options);
  const input = files.filter(({ file }) => !ours.has(file));
  return parseManifests(inReleaseOrder(input), diagnostics);
}

/** helmfile's folder names hold a hash of where it lies, which must not decide what comes first. */
function inReleaseOrder(files: readonly ManifestFile[]): ManifestFile[] {
  const keys = new Map(files.map((file) => {
    const [folder, ...rest] = file.file.split("/");
    return [file, [releaseName(folder), ...rest].join("/")];
  }));
  return files.toSorted((a, b) => keys.get(a)! < keys.get(b)! ? -1 : 1);
}

/** What earlier runs wrote is no input, where the output folder lies within the input. */
async function ownFiles(dir: string, options: CommandOptions): Promise<Set<string>> {
  const below = relative(resolve(dir), resolve(options.outputDir)).replaceAll("\\", "/");
  if (below === ".." || below.startsWith("../")) return new Set();
  const list = await Deno.readTextFile(join(options.outputDir, GENERATED_FILES)).catch(() => "");
  const written = [...parseGenerated(list) ?? [], options.composeFile, ...CONFIG_FILES];
  return new Set(written.map((file) => below === "" ? file : `${below}/${file}`));
}
