/**
 * Finds out what to convert, where no flag says it.
 *
 * @module
 */

import { join } from "@std/path";
import type { Diagnostic } from "../../pacts/mod.ts";
import { shellQuote } from "../../pacts/shell.ts";
import { UserError } from "../core/user_error.ts";
import {
  findKustomization,
  findSources,
  findSourcesBelow,
  isEmpty,
  type Sources,
} from "../io/input/find_sources.ts";
import { ownPaths } from "../io/output/generated_files.ts";
import { type CommandOptions, CONFIG_FILES } from "./args.ts";
import type { DetectInput, KnownInput } from "./command_input.ts";

/** What was found, as if flags had named it. */
export interface FoundInput {
  input: KnownInput;
  /** What to say before anything is done. */
  notes: Diagnostic[];
}

/** A way to convert a folder. */
interface Choice {
  /** The folder as an input. */
  input: KnownInput;
  /** What there is. */
  found: string;
  /** What is done with it. */
  doing: string;
  /** The flag that names it. */
  flag: string;
  /** Flags that mean something to it, of those that don't to every input. */
  takes: readonly ChoiceFlag[];
  /** Further things to say. */
  notes?: Diagnostic[];
}

const CHOICE_FLAGS = ["values", "set", "release"] as const;
type ChoiceFlag = typeof CHOICE_FLAGS[number];

/**
 * Looks into a folder, and chooses: a helmfile, else a chart, else a
 * kustomization, else plain manifests.
 *
 * @throws {UserError} where there is nothing, or flags don't go with what there is.
 */
export async function detectInput(
  detect: DetectInput,
  { composeFile, followLinks }: Pick<CommandOptions, "composeFile" | "followLinks">,
  command: string,
): Promise<FoundInput> {
  const { dir } = detect;
  const wrote = await ownPaths(dir);
  const isOurs = (path: string) =>
    path === composeFile || CONFIG_FILES.includes(path) || wrote(path);
  const sources = await findSources(dir, isOurs, {
    followsLinks: followLinks,
  });
  const choices = (await Promise.all([
    helmfileChoice(sources, detect),
    chartChoice(sources, detect),
    kustomizationChoice(sources, detect),
    plainChoice(sources, detect),
  ])).filter((choice) => choice !== undefined);
  const [choice, ...others] = choices;
  if (!choice) throw new UserError(await nothingIn(dir, sources, command, wrote));
  checkFlags(choice, detect);
  const notes = [
    note("info", "found-input", `found ${choice.found}: ${choice.doing}`),
    ...others.map(({ found, flag }) =>
      note("info", "other-input", `found ${found} too; to convert that: ${command} ${flag}`)
    ),
    ...choice.notes ?? [],
  ];
  return { input: choice.input, notes };
}

function helmfileChoice(
  { helmfile }: Sources,
  { dir, environment, passThrough }: DetectInput,
): Choice | undefined {
  if (helmfile === undefined) return undefined;
  return {
    input: { kind: "helmfile", dir, environment, passThrough },
    found: join(dir, helmfile),
    doing: `rendering it with helmfile, environment "${environment ?? "default"}"`,
    flag: `--helmfile-dir ${shellQuote(dir)}`,
    takes: [],
  };
}

async function chartChoice(
  { chart }: Sources,
  { dir, environment, values, set, release, passThrough }: DetectInput,
): Promise<Choice | undefined> {
  if (chart === undefined) return undefined;
  const file = environment === undefined ? undefined : await valuesOf(dir, environment);
  const found = join(dir, chart);
  return {
    input: {
      kind: "chart",
      // Helm would take "a/b" for a chart of a repository if there were no such folder.
      chart: dir,
      values: [...file === undefined ? [] : [file], ...values],
      set,
      release,
      passThrough,
    },
    found,
    doing: `rendering the chart with helm${file === undefined ? "" : `, values of ${file}`}`,
    flag: `--helm-chart ${shellQuote(dir)}`,
    takes: CHOICE_FLAGS,
    notes: environment !== undefined && file === undefined
      ? [noEnvironment(environment, `there is no values-${environment}.yaml beside ${found}`)]
      : [],
  };
}

async function kustomizationChoice(
  { kustomization }: Sources,
  { dir, environment, passThrough }: DetectInput,
): Promise<Choice | undefined> {
  const overlay = environment !== undefined && isName(environment)
    ? join(dir, "overlays", environment)
    : undefined;
  const inOverlay = overlay === undefined ? undefined : await findKustomization(overlay);
  if (kustomization === undefined && inOverlay === undefined) return undefined;
  const [folder, file] = inOverlay === undefined ? [dir, kustomization!] : [overlay!, inOverlay];
  return {
    input: { kind: "kustomize", dir: folder, passThrough },
    found: join(folder, file),
    doing: "rendering it with kubectl, or kustomize",
    flag: `--kustomize ${shellQuote(folder)}`,
    takes: [],
    notes: environment !== undefined && inOverlay === undefined
      ? [noEnvironment(environment, `there is no kustomization in ${join(dir, "overlays")} for it`)]
      : [],
  };
}

function plainChoice(
  { manifests, kustomization }: Sources,
  { dir, environment }: DetectInput,
): Choice | undefined {
  // Those beside a kustomization are most likely what it is made of.
  if (manifests.length === 0 || kustomization !== undefined) return undefined;
  const some = manifests.slice(0, 3).map((file) => join(dir, file)).join(", ");
  const more = manifests.length > 3 ? ` and ${manifests.length - 3} more` : "";
  return {
    input: { kind: "folder", dir, isDetected: true },
    found: `manifests (${some}${more})`,
    doing: `reading the YAML files in ${dir === "." ? "this folder" : dir} and below it`,
    flag: `--from-dir ${shellQuote(dir)}`,
    takes: [],
    notes: environment === undefined
      ? []
      : [noEnvironment(environment, "plain manifests have no environments")],
  };
}

/** The values of an environment, beside a chart's own. */
async function valuesOf(dir: string, environment: string): Promise<string | undefined> {
  if (!isName(environment)) return undefined;
  for (const start of [`values-${environment}`, `values.${environment}`]) {
    for (const ending of ["yaml", "yml"]) {
      const path = join(dir, `${start}.${ending}`);
      if (await Deno.stat(path).then(({ isFile }) => isFile, () => false)) return path;
    }
  }
}

/** Whether it names an environment, and no path. */
function isName(environment: string): boolean {
  return !/[/\\]/.test(environment) && !/^\.*$/.test(environment);
}

function noEnvironment(environment: string, why: string): Diagnostic {
  return note(
    "warning",
    "no-environment",
    `the environment "${environment}" changes nothing: ${why}. Leave it out, or add what is missing`,
  );
}

/** Flags that mean nothing to what was found would be lost. */
function checkFlags({ found, takes, input }: Choice, given: DetectInput): void {
  for (const flag of CHOICE_FLAGS) {
    if (takes.includes(flag) || [given[flag] ?? []].flat().length === 0) continue;
    throw new UserError(
      `--${flag} goes with a chart, but ${found} was found. Name the chart with --helm-chart, or leave --${flag} out`,
    );
  }
  if (input.kind === "folder" && given.passThrough.length > 0) {
    throw new UserError(
      `what follows "--" goes to the renderer, but ${found} need none. Leave it out`,
    );
  }
}

/** What was looked for, and where something of it is. */
async function nothingIn(
  dir: string,
  { outside = [] }: Sources,
  command: string,
  isOurs: (path: string) => boolean,
): Promise<string> {
  const hints = await findSourcesBelow(dir, isOurs);
  const looked =
    `there is nothing to convert in ${
      dir === "." ? "this folder" : `"${dir}"`
    }: no helmfile.yaml, ` +
    'helmfile.yaml.gotmpl or helmfile.d, no Chart.yaml, no kustomization.yaml, no YAML file with "kind:"';
  if (outside.length > 0) {
    return `${looked}. ${outside.slice(0, 3).join(", ")}${
      outside.length > 3 ? " and more" : ""
    }: links that lead out of the folder are read with --follow-links alone`;
  }
  const overlays = (await findSourcesBelow(join(dir, "overlays")).catch(() => []))
    .filter(({ sources }) => sources.kustomization);
  if (overlays.length > 0) {
    const [{ folder }] = overlays;
    const names = overlays.map(({ folder }) => folder).join(", ");
    const where = dir === "." ? "" : ` ${shellQuote(dir)}`;
    return `${looked}. There are overlays for ${names}; choose one: ${command}${where} --env ${
      shellQuote(folder)
    }`;
  }
  if (hints.length === 0) return `${looked}. Run it in a folder that has one, or see --help`;
  const listed = hints.slice(0, 5).map(({ folder, sources }) => join(dir, folder, firstOf(sources)))
    .join(", ");
  const first = shellQuote(join(dir, hints[0].folder));
  return `${looked}. Below it there is ${listed}${
    hints.length > 5 ? " and more" : ""
  }; to convert ${hints.length > 1 ? "the first" : "that"}: ${command} ${first}`;
}

function firstOf(sources: Sources): string {
  const { helmfile, chart, kustomization, manifests } = sources;
  return isEmpty(sources) ? "" : helmfile ?? chart ?? kustomization ?? manifests[0];
}

function note(severity: Diagnostic["severity"], code: string, message: string): Diagnostic {
  return { severity, code, message };
}
