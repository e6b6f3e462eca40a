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
  /** Its name, where it is one that helmfile does not look for by itself. */
  file?: string;
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
  /** Files and folders that other inputs have. */
  without?: readonly string[];
}

/** Rendered manifests on standard input. */
export interface StdinInput {
  kind: "stdin";
}

/** Several inputs, which make one project. */
export interface SeveralInput {
  kind: "several";
  inputs: readonly SingleInput[];
}

/** Whatever there is at a path. The options are for what is found there. */
export interface DetectInput
  extends Omit<HelmfileInput, "kind" | "file">, Omit<ChartInput, "kind" | "chart"> {
  kind: "detect";
  /** A folder, or a file. */
  dir: string;
}

/** One input that can be read. */
export type SingleInput = HelmfileInput | ChartInput | KustomizeInput | FolderInput | StdinInput;

/** An input that can be read. */
export type KnownInput = SingleInput | SeveralInput;

/** Some inputs of which not all have been looked at. */
export interface NamedInputs {
  kind: "named";
  inputs: readonly (SingleInput | DetectInput)[];
}

/** An input as the command is told of it. */
export type CommandInput = SingleInput | DetectInput | NamedInputs;

/** The flags that say what the input is, and how it is rendered. */
export interface InputFlags {
  "helmfile-dir"?: string;
  environment?: string;
  "helm-chart"?: string;
  values: string[];
  set: string[];
  release?: string;
  kustomize: string[];
  "from-dir": string[];
  file: string[];
}

/** What `--from-dir` and `-f` say for standard input. */
export const STDIN = "-";

/** Flags that name inputs. */
const INPUTS = ["helmfile-dir", "from-dir", "helm-chart", "kustomize", "file"] as const;

/** Flags that mean something for some inputs alone: what `-f` names may be any. */
const INPUT_OF = {
  environment: "helmfile-dir",
  values: "helm-chart",
  set: "helm-chart",
  release: "helm-chart",
} as const;

/**
 * The inputs that the flags name, and `paths`, which the command takes where it detects. Where there are none it is the
 * helmfile in the current folder, or what is detected there.
 *
 * @throws {UserError} for flags that no input has a use for.
 */
export function parseInput(
  flags: InputFlags,
  passThrough: string[],
  paths?: readonly string[],
): CommandInput {
  const { environment, values, set, release } = flags;
  const detect = (dir: string): DetectInput | StdinInput =>
    dir === STDIN
      ? { kind: "stdin" }
      : { kind: "detect", dir, environment, values, set, release, passThrough };
  const { "helm-chart": chart, "helmfile-dir": helmfile } = flags;
  const inputs: (SingleInput | DetectInput)[] = [
    ...(helmfile === undefined
      ? []
      : [{ kind: "helmfile", dir: helmfile, environment, passThrough } as const]),
    ...(chart === undefined
      ? []
      : [{ kind: "chart", chart, values, set, release, passThrough } as const]),
    ...flags.kustomize.map((dir) => ({ kind: "kustomize", dir, passThrough }) as const),
    ...flags["from-dir"].map((dir) =>
      dir === STDIN
        ? { kind: "stdin" } as const
        : { kind: "folder", dir, isDetected: false } as const
    ),
    ...flags.file.map(detect),
    ...(paths ?? []).map(detect),
  ];
  const isNamed = inputs.length > 0;
  if (!isNamed) {
    inputs.push(
      paths ? detect(".") : { kind: "helmfile", dir: ".", environment, passThrough },
    );
  }
  checkInputs(inputs, flags, isNamed);
  checkPassThrough(inputs, passThrough);
  return inputs.length === 1 ? inputs[0] : { kind: "named", inputs };
}

/** No flag that no input has a use for, and standard input is read once. */
function checkInputs(
  inputs: readonly (SingleInput | DetectInput)[],
  flags: InputFlags,
  isNamed: boolean,
): void {
  if (inputs.filter(({ kind }) => kind === "stdin").length > 1) {
    throw new UserError('standard input ("-") can be read once alone. Leave all but one out');
  }
  // What is found says itself what it takes.
  if (inputs.some(({ kind }) => kind === "detect")) return;
  const given = isNamed ? INPUTS.filter((name) => isGiven(flags, name)) : [];
  const there: readonly string[] = isNamed ? given : ["helmfile-dir"];
  for (const [flag, needed] of Object.entries(INPUT_OF)) {
    if (!isGiven(flags, flag as keyof typeof INPUT_OF) || there.includes(needed)) continue;
    if (flag === "environment" && given.includes("helm-chart")) {
      throw new UserError(
        "a chart has no environments: --environment goes with --helmfile-dir. Name its values with --values FILE, or leave --environment out",
      );
    }
    throw new UserError(
      given.length === 0
        ? `--${flag} goes with --${needed}, which is not there. Add it, or leave --${flag} out`
        : `--${flag} goes with --${needed}, not with ${
          given.map((name) => `--${name}`).join(" and ")
        }. Leave one of them out`,
    );
  }
}

/** What follows `--` needs a renderer, and must leave it what the command sets itself. */
function checkPassThrough(
  inputs: readonly (SingleInput | DetectInput)[],
  passThrough: readonly string[],
): void {
  if (passThrough.length === 0) return;
  const rendered = inputs.filter(({ kind }) => kind !== "folder" && kind !== "stdin");
  if (rendered.length === 0) {
    throw new UserError(
      `what follows "--" goes to the renderer, but nothing is rendered with --from-dir. Leave one of them out`,
    );
  }
  if (rendered.length > 1) {
    throw new UserError(
      `what follows "--" goes to the renderer, but ${rendered.length} inputs are rendered. Convert them one by one, or leave it out`,
    );
  }
  // The renderer would take what it writes elsewhere, and nothing would be left to convert.
  if (passThrough.some((argument) => /^--output-dir(=|$)/.test(argument))) {
    throw new UserError(
      `--output-dir stands behind "--", so it would go to the renderer. Put it before the "--"`,
    );
  }
}

function isGiven(flags: InputFlags, name: keyof InputFlags): boolean {
  return [flags[name]].flat()[0] !== undefined;
}
