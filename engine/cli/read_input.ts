/**
 * Gets the manifests that the command is to convert.
 *
 * @module
 */

import { basename, relative, resolve } from "@std/path";
import type { Config, Diagnostic, Diagnostics, Manifest } from "../../pacts/mod.ts";
import { placeInNamespace, releaseName } from "../core/namespaces.ts";
import { type ManifestFile, parseManifests } from "../core/parse.ts";
import { generatedIn } from "../io/output/generated_files.ts";
import { renderChart } from "../io/render/helm.ts";
import { renderHelmfile } from "../io/render/helmfile.ts";
import { renderKustomization } from "../io/render/kustomize.ts";
import { isIgnoredFolder, projectKind } from "../io/input/find_sources.ts";
import { type LeaveOut, readManifestFiles } from "../io/input/manifest_files.ts";
import { readStdin } from "../io/input/stdin.ts";
import { type CommandOptions, CONFIG_FILES, STDIN } from "./args.ts";

/** Manifests, and what is known of where they came from. */
export interface Input {
  /** The manifests. */
  manifests: Manifest[];
  /** Name of the folder that they came from. */
  sourceName: string;
  /** Release -> namespace, as helmfile lists them. */
  releaseNamespaces?: ReadonlyMap<string, string>;
}

/** Reads or renders the manifests of the one input that the command was told. */
export async function readInput(
  options: CommandOptions,
  { volumeRoot }: Config,
  diagnostics: Diagnostics,
): Promise<Input> {
  const data = resolve(options.outputDir, volumeRoot);
  const input = await readSource(options, data, diagnostics);
  const { namespace } = options;
  // helmfile says itself in which namespaces its releases are.
  if (namespace === undefined || input.releaseNamespaces) return input;
  return { ...input, manifests: placeInNamespace(input.manifests, namespace) };
}

async function readSource(
  options: CommandOptions,
  data: string,
  diagnostics: Diagnostics,
): Promise<Input> {
  const { fromDir, foundDir, helmChart, kustomize } = options;
  if (foundDir !== undefined) return await readFound(foundDir, options, data, diagnostics);
  if (helmChart !== undefined) return await readChart(helmChart, options, data, diagnostics);
  if (kustomize !== undefined) return await readKustomization(kustomize, options, diagnostics);
  if (fromDir === STDIN) return await readPiped(options, diagnostics);
  if (fromDir !== undefined) return await readFolder(fromDir, options, diagnostics);
  return await readHelmfile(options, diagnostics);
}

async function readHelmfile(options: CommandOptions, diagnostics: Diagnostics): Promise<Input> {
  const { dir, namespaces, notes } = await renderHelmfile(options);
  for (const note of notes) diagnostics.add(note);
  return {
    manifests: await readManifests(dir, options, diagnostics),
    sourceName: basename(resolve(options.helmfileDir)),
    releaseNamespaces: namespaces,
  };
}

async function readChart(
  chart: string,
  options: CommandOptions,
  data: string,
  diagnostics: Diagnostics,
): Promise<Input> {
  const note = (note: Diagnostic) => diagnostics.add(note);
  const { name, files } = await renderChart({ ...options, chart, leaveOut: [data], note });
  return { manifests: parseManifests(files, diagnostics), sourceName: name };
}

async function readKustomization(
  dir: string,
  { passThrough }: CommandOptions,
  diagnostics: Diagnostics,
): Promise<Input> {
  const file = await renderKustomization({ dir, passThrough });
  return { manifests: parseManifests([file], diagnostics), sourceName: basename(resolve(dir)) };
}

/** What is piped in has no name; the project is called as its folder, as Compose itself does it. */
async function readPiped(
  { outputDir }: CommandOptions,
  diagnostics: Diagnostics,
): Promise<Input> {
  return {
    manifests: parseManifests([await readStdin()], diagnostics),
    sourceName: basename(resolve(outputDir)),
  };
}

async function readFolder(
  dir: string,
  options: CommandOptions,
  diagnostics: Diagnostics,
): Promise<Input> {
  return {
    manifests: await readManifests(dir, options, diagnostics),
    sourceName: basename(resolve(dir)).replace(/\.(ya?ml|json)$/, ""),
  };
}

/** Nobody said that all in the folder is manifests: what else is below it is left alone. */
async function readFound(
  dir: string,
  options: CommandOptions,
  data: string,
  diagnostics: Diagnostics,
): Promise<Input> {
  const leaveOut: LeaveOut = (folder, names) => {
    // What containers keep is theirs.
    if (isIgnoredFolder(folder, names) || resolve(dir, folder) === data) return true;
    const what = projectKind(names);
    if (what !== undefined) {
      diagnostics.info(
        "left-out-folder",
        `${folder} is ${what}, so nothing in it is read. To have it read name it with a flag; see --help`,
      );
    }
    return what !== undefined;
  };
  return {
    manifests: await readManifests(dir, options, diagnostics, leaveOut),
    sourceName: basename(resolve(dir)),
  };
}

async function readManifests(
  dir: string,
  options: CommandOptions,
  diagnostics: Diagnostics,
  leaveOut?: LeaveOut,
): Promise<Manifest[]> {
  const { files, problems } = await readManifestFiles(dir, leaveOut);
  for (const { file, reason } of problems) {
    diagnostics.warn("unreadable-file", `the file can't be read: ${reason}; it is skipped`, {
      file,
    });
  }
  const ours = await ownFiles(dir, options);
  // With another output folder, too, this one may hold the output of an earlier run.
  const others = leaveOut ? [...await generatedIn(dir), ...CONFIG_FILES] : [];
  for (const file of others) ours.add(file);
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
  const written = [...await generatedIn(options.outputDir), options.composeFile, ...CONFIG_FILES];
  return new Set(written.map((file) => below === "" ? file : `${below}/${file}`));
}
