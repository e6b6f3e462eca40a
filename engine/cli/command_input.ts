/**
 * Where the command's manifests come from: what the flags say, and the options of each.
 *
 * @module
 */

import { UserError } from "../core/user_error.ts";

/** A helmfile, rendered with helmfile. */
export interface HelmfileInput {
  kind: "helmfile";
  /** Its folder. */
  dir: string;
  /** Its environment, in helmfile's sense. */
  environment?: string;
  /** Further arguments for `helmfile template`, as they stand. */
  passThrough: string[];
}

/** A chart, rendered with Helm. */
export interface ChartInput {
  kind: "chart";
  /** Its folder, or what else Helm takes for a chart. */
  chart: string;
  /** Files of values. */
  values: string[];
  /** Values as `key=value`. */
  set: string[];
  /** Name of the release. */
  release?: string;
  /** Further arguments for `helm template`, as they stand. */
  passThrough: string[];
}

/** A kustomization, rendered with kubectl or kustomize. */
export interface KustomizeInput {
  kind: "kustomize";
  /** Its folder. */
  dir: string;
  /** Further arguments for kustomize, as they stand. */
  passThrough: string[];
}

/** Rendered manifests below a folder, or in one file. */
export interface FolderInput {
  kind: "folder";
  dir: string;
  /** Whether the folder was detected: then it may hold more than manifests, which is left out. */
  isDetected: boolean;
}

/** Rendered manifests on standard input. */
export interface StdinInput {
  kind: "stdin";
}

/** Whatever there is in a folder. The options are for what is found there. */
export interface DetectInput
  extends Omit<HelmfileInput, "kind">, Omit<ChartInput, "kind" | "chart"> {
  kind: "detect";
}

/** An input that can be read. */
export type KnownInput = HelmfileInput | ChartInput | KustomizeInput | FolderInput | StdinInput;

/** An input as the command is told of it. */
export type CommandInput = KnownInput | DetectInput;

/** The flags that say what the input is, and how it is rendered. */
export interface InputFlags {
  "helmfile-dir"?: string;
  environment?: string;
  "helm-chart"?: string;
  values: string[];
  set: string[];
  release?: string;
  kustomize?: string;
  "from-dir"?: string;
}

/** What `--from-dir` says for standard input. */
export const STDIN = "-";

/** Flags that name an input: at most one of them is given. */
const INPUTS = ["helmfile-dir", "from-dir", "helm-chart", "kustomize"] as const;

/** Flags that mean something for one input alone. */
const INPUT_OF = {
  environment: "helmfile-dir",
  values: "helm-chart",
  set: "helm-chart",
  release: "helm-chart",
} as const;

/**
 * The input that the flags name: the helmfile in the current folder where they name none, or what is
 * detected in `folders`, where the command does that.
 *
 * @throws {UserError} for more than one input, and for flags that it has no use for.
 */
export function parseInput(
  flags: InputFlags,
  passThrough: string[],
  folders?: readonly string[],
): CommandInput {
  checkPassThrough(flags, passThrough);
  const { environment, values, set, release } = flags;
  const dir = folders && folderToDetectIn(flags, folders);
  if (dir !== undefined) {
    return { kind: "detect", dir, environment, values, set, release, passThrough };
  }
  checkInput(flags);
  const { "helm-chart": chart, kustomize, "from-dir": fromDir, "helmfile-dir": helmfile } = flags;
  if (chart !== undefined) return { kind: "chart", chart, values, set, release, passThrough };
  if (kustomize !== undefined) return { kind: "kustomize", dir: kustomize, passThrough };
  if (fromDir === STDIN) return { kind: "stdin" };
  if (fromDir !== undefined) return { kind: "folder", dir: fromDir, isDetected: false };
  return { kind: "helmfile", dir: helmfile ?? ".", environment, passThrough };
}

/** The folder to look in; none where a flag names the input. */
function folderToDetectIn(flags: InputFlags, folders: readonly string[]): string | undefined {
  const [input] = namedInputs(flags);
  if (folders.length > 1) {
    throw new UserError(
      `${
        folders.map((folder) => `"${folder}"`).join(" and ")
      } are folders to look in, but only one can be. See --help`,
    );
  }
  if (input !== undefined && folders.length > 0) {
    throw new UserError(
      `"${
        folders[0]
      }" is a folder to look in, but --${input} names the input. Leave one of them out`,
    );
  }
  return input === undefined ? folders[0] ?? "." : undefined;
}

/** One input, and no flag that another one would need. */
function checkInput(flags: InputFlags): void {
  const given = namedInputs(flags);
  if (given.length > 1) {
    throw new UserError(
      `${given.map((name) => `--${name}`).join(" and ")} each name an input. Leave all but one out`,
    );
  }
  const [input = "helmfile-dir"] = given;
  for (const [flag, needed] of Object.entries(INPUT_OF)) {
    if (!isGiven(flags, flag as keyof typeof INPUT_OF) || input === needed) continue;
    throw new UserError(
      given.length === 0
        ? `--${flag} goes with --${needed}, which is not there. Add it, or leave --${flag} out`
        : `--${flag} goes with --${needed}, not with --${input}. Leave one of them out`,
    );
  }
}

/** What follows `--` needs a renderer, and must leave it what the command sets itself. */
function checkPassThrough(flags: InputFlags, passThrough: readonly string[]): void {
  if (passThrough.length > 0 && flags["from-dir"] !== undefined) {
    throw new UserError(
      `what follows "--" goes to the renderer, but nothing is rendered with --from-dir. Leave one of them out`,
    );
  }
  // The renderer would take what it writes elsewhere, and nothing would be left to convert.
  if (passThrough.some((argument) => /^--output-dir(=|$)/.test(argument))) {
    throw new UserError(
      `--output-dir stands behind "--", so it would go to the renderer. Put it before the "--"`,
    );
  }
}

function namedInputs(flags: InputFlags): typeof INPUTS[number][] {
  return INPUTS.filter((name) => isGiven(flags, name));
}

function isGiven(flags: InputFlags, name: keyof InputFlags): boolean {
  return [flags[name]].flat()[0] !== undefined;
}
