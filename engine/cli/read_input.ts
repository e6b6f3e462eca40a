/**
 * Gets the manifests that the command is to convert.
 *
 * @module
 */

import { basename, dirname, isAbsolute, join, relative, resolve } from "@std/path";
import type { Config, Diagnostic, Diagnostics, Limits, Manifest } from "../../pacts/mod.ts";
import { defaultLimits } from "../../pacts/limits.ts";
import { shellQuote } from "../../pacts/shell.ts";
import { inReleaseOrder } from "../core/input/release_order.ts";
import { setSource, sourceOf } from "../core/manifests/source.ts";
import { parseManifests } from "../core/manifests/parse.ts";
import {
  isIgnoredFolder,
  PROJECT_FLAGS,
  projectKind,
  WRITTEN_BY_DEKUBE,
} from "../core/input/project_files.ts";
import { type LeaveOut, readManifestFiles } from "../io/input/manifest_files.ts";
import { readStdin } from "../io/input/stdin.ts";
import { type OwnPaths, ownPaths } from "../io/output/generated_files.ts";
import { renderChart } from "../io/render/helm.ts";
import { renderHelmfile } from "../io/render/helmfile.ts";
import { renderKustomization } from "../io/render/kustomize.ts";
import { CONFIG_FILES } from "../core/settings/config_text.ts";
import type { CommandOptions } from "./args.ts";
import { nameOfFolder } from "./source_name.ts";
import type {
  ChartInput,
  FolderInput,
  HelmfileInput,
  KnownInput,
  KustomizeInput,
  SingleInput,
} from "./command_input.ts";

/** Manifests, and what is known of where they came from. */
export interface Input {
  manifests: Manifest[];
  /** Name of the folder that they came from. */
  sourceName: string;
  /** Release -> namespace, as helmfile lists them. */
  releaseNamespaces?: ReadonlyMap<string, string>;
  /** Release -> the releases that it needs, as helmfile builds them. */
  releaseNeeds?: ReadonlyMap<string, readonly string[]>;
  /** Namespace of the manifests that name none. */
  namespace?: string;
}

/** Reads or renders the manifests of an input. `kept` are folders in which containers keep what is theirs. */
export async function readInput(
  input: KnownInput,
  options: CommandOptions,
  { limits }: Pick<Config, "limits">,
  kept: readonly string[],
  diagnostics: Diagnostics,
): Promise<Input> {
  const settings = { kept: new Set(kept), limits: { ...defaultLimits(), ...limits } };
  if (options.followLinks) sayLinks(input, diagnostics);
  if (input.kind !== "several") return await readOne(input, options, settings, diagnostics);
  const all: Input[] = [];
  // One after the other: two may render into one folder.
  for (const one of input.inputs) {
    const read = await readOne(one, options, settings, diagnostics);
    all.push(asPart(read, placeOf(one), all.length));
  }
  return together(all);
}

/** Renderers know nothing of our flag. */
function sayLinks(input: KnownInput, diagnostics: Diagnostics): void {
  const inputs = input.kind === "several" ? input.inputs : [input];
  if (inputs.some(({ kind }) => kind === "folder")) return;
  diagnostics.info(
    "links-of-renderer",
    `--follow-links changes nothing: it is for folders of manifests. ${
      inputs.some(({ kind }) => kind === "chart")
        ? "Helm follows the links in a chart in any case"
        : "What is rendered or piped in has no links"
    }`,
  );
}

async function readOne(
  input: SingleInput,
  options: CommandOptions,
  settings: ReadSettings,
  diagnostics: Diagnostics,
): Promise<Input> {
  const { namespace } = options;
  const read = await readKind(input, options, settings, diagnostics);
  // helmfile says itself in which namespaces its releases are.
  if (namespace === undefined || read.releaseNamespaces) return read;
  return { ...read, namespace };
}

/** What an input is called, where there are several. */
function placeOf(input: SingleInput): string {
  if (input.kind === "folder" || input.kind === "helmfile") return input.dir;
  return input.kind === "chart" ? input.chart : "";
}

/** One of several inputs: its manifests know that they belong together, and in which namespace they are. */
function asPart(read: Input, place: string, index: number): Input {
  const { manifests, namespace, ...others } = read;
  for (const manifest of manifests) {
    const source = sourceOf(manifest);
    if (!source) continue;
    const isThere = place === "" || place === "." || basename(place) === source.file;
    setSource(manifest, {
      ...source,
      file: isThere ? source.file : join(place, source.file).replaceAll("\\", "/"),
      input: `${index}`,
      ...(namespace === undefined ? {} : { namespace }),
    });
  }
  return { manifests, ...others };
}

/** Several inputs as one; the first names the project. */
function together(all: readonly Input[]): Input {
  const ofHelmfiles = all.filter(({ releaseNamespaces }) => releaseNamespaces);
  return {
    manifests: all.flatMap(({ manifests }) => manifests),
    sourceName: all[0].sourceName,
    ...(ofHelmfiles.length === 0 ? {} : {
      releaseNamespaces: new Map(
        ofHelmfiles.flatMap(({ releaseNamespaces }) => [...releaseNamespaces ?? []]),
      ),
      releaseNeeds: new Map(ofHelmfiles.flatMap(({ releaseNeeds }) => [...releaseNeeds ?? []])),
    }),
  };
}

/** What settings say about reading. */
interface ReadSettings {
  /** The folders where containers keep what is theirs. */
  kept: ReadonlySet<string>;
  /** How much is read. */
  limits: Limits;
}

function readKind(
  input: SingleInput,
  options: CommandOptions,
  settings: ReadSettings,
  diagnostics: Diagnostics,
): Promise<Input> {
  switch (input.kind) {
    case "helmfile":
      return readHelmfile(input, options, settings, diagnostics);
    case "chart":
      return readChart(input, options, settings, diagnostics);
    case "kustomize":
      return readKustomization(input, settings, diagnostics);
    case "folder":
      return readFolder(input, options, settings, diagnostics);
    case "stdin":
      return readPiped(options, settings, diagnostics);
  }
}

async function readHelmfile(
  input: HelmfileInput,
  options: CommandOptions,
  { limits }: ReadSettings,
  diagnostics: Diagnostics,
): Promise<Input> {
  const { namespace, outputDir } = options;
  const place = await helmfilePlace(input);
  const { dir, namespaces, needs, notes } = await renderHelmfile({
    ...input,
    ...place,
    namespace,
    outputDir,
    limits,
  });
  for (const note of notes) diagnostics.add(note);
  return {
    manifests: await readManifests(dir, options, limits, diagnostics),
    sourceName: nameOfFolder(place.dir),
    releaseNamespaces: namespaces,
    releaseNeeds: needs,
  };
}

/** A helmfile's folder; one of another name than helmfile looks for is named itself. */
async function helmfilePlace(
  { dir, file }: HelmfileInput,
): Promise<Pick<HelmfileInput, "dir" | "file">> {
  if (file !== undefined || !await isFile(dir)) return { dir, file };
  return { dir: dirname(dir), file: basename(dir) };
}

async function readChart(
  input: ChartInput,
  options: CommandOptions,
  { kept, limits }: ReadSettings,
  diagnostics: Diagnostics,
): Promise<Input> {
  const note = (note: Diagnostic) => diagnostics.add(note);
  const passed = namespaceAmong(input.passThrough);
  // Helm would take the one of whatever cluster the user's kubectl is set up for.
  const namespace = options.namespace ?? (passed === undefined ? DEFAULT_NAMESPACE : undefined);
  const { name, files } = await renderChart({
    ...input,
    namespace,
    leaveOut: [...kept],
    limits,
    note,
  });
  return {
    manifests: parseManifests(files, diagnostics, limits),
    // Two releases of one chart are two projects.
    sourceName: input.release ?? name,
    namespace: passed ?? namespace,
  };
}

/** Where Kubernetes puts what names no namespace. */
const DEFAULT_NAMESPACE = "default";

/** The namespace that Helm is told behind `--`. */
function namespaceAmong(args: readonly string[]): string | undefined {
  for (const [index, arg] of args.entries()) {
    const [, value] = /^(?:--namespace=|-n=?)(.+)$/.exec(arg) ?? [];
    if (value !== undefined) return value;
    if (arg === "--namespace" || arg === "-n") return args[index + 1];
  }
  return undefined;
}

async function readKustomization(
  input: KustomizeInput,
  { limits }: ReadSettings,
  diagnostics: Diagnostics,
): Promise<Input> {
  const file = await renderKustomization({ ...input, limits });
  return {
    manifests: parseManifests([file], diagnostics, limits),
    sourceName: nameOfFolder(input.dir),
    namespace: DEFAULT_NAMESPACE,
  };
}

/** What is piped in has no name; the project is called as its folder, as Compose itself does it. */
async function readPiped(
  { outputDir }: CommandOptions,
  { limits }: ReadSettings,
  diagnostics: Diagnostics,
): Promise<Input> {
  return {
    manifests: parseManifests([await readStdin(limits)], diagnostics, limits),
    sourceName: nameOfFolder(outputDir),
  };
}

async function readFolder(
  { dir, isDetected, without = [] }: FolderInput,
  options: CommandOptions,
  { kept, limits }: ReadSettings,
  diagnostics: Diagnostics,
): Promise<Input> {
  // With another output folder, too, this one may hold the output of an earlier run.
  const wrote = isDetected ? await ownPaths(dir) : undefined;
  const others = new Set(without.map((path) => resolve(path)));
  const isOthers = (file: string) =>
    others.has(resolve(dir, file)) || others.has(resolve(dir, dirname(file)));
  const projects = wrote && leaveOutProjects(dir, kept, wrote, diagnostics);
  const output = resolve(options.outputDir);
  const leaveOut: LeaveOut = (folder, names) => {
    const path = resolve(dir, folder);
    // Other projects may have been written here; of this one's folder what lies in it is looked at by itself.
    const isProject = names.has(WRITTEN_BY_DEKUBE) && path !== output;
    return isProject || others.has(path) || (projects?.(folder, names) ?? false);
  };
  const isLeftOut = (file: string) =>
    isOthers(file) || wrote !== undefined && (wrote(file) || CONFIG_FILES.includes(file));
  return {
    manifests: await readManifests(dir, options, limits, diagnostics, { leaveOut, isLeftOut }),
    sourceName: nameOfFolder(isDetected ? dir : dir.replace(/\.(ya?ml|json)$/, "")),
  };
}

/** Nobody said that all in the folder is manifests: what else is below it is left alone. */
function leaveOutProjects(
  dir: string,
  kept: ReadonlySet<string>,
  wrote: OwnPaths,
  diagnostics: Diagnostics,
): LeaveOut {
  return (folder, names) => {
    if (isIgnoredFolder(folder, names) || kept.has(resolve(dir, folder))) return true;
    // What a manifest put there must not look like a project of the user's.
    if (wrote(folder)) {
      if (wrote.isByName(folder) && [...names].some((name) => /\.ya?ml$/i.test(name))) {
        diagnostics.warn(
          "left-out-folder",
          `${folder} is called as what dekube writes, so nothing in it is read. Where it has manifests, rename it`,
        );
      }
      return true;
    }
    const what = projectKind(names);
    if (what !== undefined) {
      diagnostics.info(
        "left-out-folder",
        `${folder} is ${what}, so nothing in it is read. To convert it too: -f ${shellQuote(dir)} ${
          PROJECT_FLAGS[what]
        } ${shellQuote(join(dir, folder))}`,
      );
    }
    return what !== undefined;
  };
}

async function readManifests(
  dir: string,
  options: CommandOptions,
  limits: Limits,
  diagnostics: Diagnostics,
  { leaveOut, isLeftOut = () => false }: {
    leaveOut?: LeaveOut;
    /** Tells files that an earlier run wrote, or that another input has. */
    isLeftOut?: (file: string) => boolean;
  } = {},
): Promise<Manifest[]> {
  const { files, problems } = await readManifestFiles(dir, {
    leaveOut,
    followsLinks: options.followLinks,
    limits,
  });
  for (const { file, reason } of problems) {
    diagnostics.warn("unreadable-file", `it can't be read: ${reason}; it is skipped`, {
      file,
    });
  }
  const isOutput = await outputWithin(dir, options);
  const input = files.filter(({ file }) => !isLeftOut(file) && !isOutput(file));
  return parseManifests(inReleaseOrder(input), diagnostics, limits);
}

/** What earlier runs wrote is no input, whatever path or link leads to it. */
async function outputWithin(
  dir: string,
  { outputDir, composeFile }: CommandOptions,
): Promise<(file: string) => boolean> {
  const output = realPath(outputDir);
  // Nothing was written there yet, or one file is named.
  if (output === undefined || await isFile(dir)) return () => false;
  const wrote = await ownPaths(outputDir);
  return (file) => {
    const path = pathBelow(output, realPath(join(dir, file)));
    return path !== undefined &&
      (path === composeFile || CONFIG_FILES.includes(path) || wrote(path));
  };
}

/** The path of something from a folder that it lies in. */
function pathBelow(folder: string, path: string | undefined): string | undefined {
  if (path === undefined) return undefined;
  const below = relative(folder, path).replaceAll("\\", "/");
  return below === ".." || below.startsWith("../") || isAbsolute(below) ? undefined : below;
}

function realPath(path: string): string | undefined {
  try {
    return Deno.realPathSync(resolve(path));
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable) throw error;
    return undefined;
  }
}

async function isFile(path: string): Promise<boolean> {
  return await Deno.stat(path).then((info) => info.isFile, () => false);
}
