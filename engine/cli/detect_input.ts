/**
 * Finds out what to convert, where no flag says it.
 *
 * @module
 */

import { basename, dirname, join } from "@std/path";
import type { Diagnostic } from "../../pacts/mod.ts";
import { nearest } from "../../pacts/nearest.ts";
import { shellQuote } from "../../pacts/shell.ts";
import { UserError } from "../core/user_error.ts";
import { CHART, FOUND_BY_ITSELF, HELMFILES, KUSTOMIZATIONS } from "../core/input/project_files.ts";
import {
  findKustomization,
  findSources,
  findSourcesBelow,
  type FolderSources,
  holdsManifest,
  holdsReleases,
  isEmpty,
  type Sources,
} from "../io/input/find_sources.ts";
import { findKustomizations, groupsOf } from "../io/input/kustomizations.ts";
import { isMissing } from "../io/errors.ts";
import { listFolder } from "../io/list_folder.ts";
import { ownPaths } from "../io/output/generated_files.ts";
import { CONFIG_FILES } from "../core/settings/config_text.ts";
import type { CommandOptions } from "./args.ts";
import { insteadOf, isCommand } from "./commands.ts";
import type {
  CommandInput,
  DetectInput,
  FolderInput,
  KnownInput,
  SingleInput,
} from "./command_input.ts";
import { isOfEnvironment } from "./source_name.ts";

/** What was found, as if flags had named it. */
export interface FoundInput {
  input: KnownInput;
  /** What to say before anything is done. */
  notes: Diagnostic[];
}

/** A way to convert what is at a path. */
interface Choice {
  /** It as inputs. */
  inputs: readonly SingleInput[];
  /** What there is. */
  found: string;
  /** What is done with it. */
  doing: string;
  /** The flag that names it. */
  flag: string;
  /** Flags that mean something to it, of those that don't to every input. */
  takes: readonly ChoiceFlag[];
  /** Why the environment that was asked for means nothing to it; where it does, or none was, nothing. */
  idle?: IdleEnvironment;
}

/** What is converted of what is at a path. */
interface Chosen {
  choice: Choice;
  /** What else there is. */
  others: Choice[];
  /** Whether the others lie beside it: what is in one folder is most likely one thing, written in several ways. */
  areBeside: boolean;
}

/** An environment that something does not have. */
interface IdleEnvironment {
  why: string;
  remedy: string;
  /** Others that it has. */
  known?: readonly string[];
}

const CHOICE_FLAGS = ["values", "set", "release"] as const;
type ChoiceFlag = typeof CHOICE_FLAGS[number];

type Options = Pick<CommandOptions, "composeFile" | "followLinks">;

/**
 * Looks what the inputs are that were named without saying what they are. Manifests that a kustomization changes are
 * never read beside it.
 *
 * @throws {UserError} where there is nothing, or flags don't go with what there is.
 */
export async function detectInputs(
  input: Exclude<CommandInput, { kind: "several" }>,
  options: Options,
  command: string,
): Promise<FoundInput> {
  const named = input.kind === "named" ? input.inputs : [input];
  const inputs: SingleInput[] = [];
  const notes: Diagnostic[] = [];
  const chosen: [Choice, DetectInput][] = [];
  for (const one of named) {
    if (one.kind === "detect") {
      const { choice, others, areBeside } = await choose(one, options, command);
      chosen.push([choice, one]);
      inputs.push(...choice.inputs);
      notes.push(note("info", "found-input", `found ${choice.found}: ${choice.doing}`));
      const rest = named.filter((other) => other !== one).map(flagOf);
      const all = [choice, ...others].map(({ flag }) => flag);
      notes.push(
        ...others.map(({ found, flag }) => {
          const [instead, flags] = areBeside
            ? ["that along with it", all]
            : ["that in its place", [flag]];
          return note(
            "info",
            "other-input",
            `found ${found} too; to convert ${instead}: ${[command, ...rest, ...flags].join(" ")}`,
          );
        }),
      );
    } else if (one.kind === "folder") {
      await refuseKustomizations(one, command);
      inputs.push(one);
    } else inputs.push(one);
  }
  checkFlags(chosen, named.some(({ kind }) => kind === "chart"));
  notes.push(...idleEnvironments(chosen));
  return {
    input: inputs.length === 1 ? inputs[0] : { kind: "several", inputs: apart(inputs) },
    notes,
  };
}

/**
 * What is at a path: a helmfile, else a chart, else a kustomization, else plain manifests; where a folder has nothing
 * itself, what is below it.
 */
async function choose(
  detect: DetectInput,
  { composeFile, followLinks }: Options,
  command: string,
): Promise<Chosen> {
  const { dir } = detect;
  const file = await fileChoice(detect, command);
  if (file) return { choice: file, others: [], areBeside: false };
  const wrote = await ownPaths(dir);
  const isOurs = (path: string) =>
    path === composeFile || CONFIG_FILES.includes(path) || wrote(path);
  const sources = await findSources(dir, isOurs, {
    followsLinks: followLinks,
  });
  const [choice, ...others] = (await Promise.all([
    helmfileChoice(sources, detect),
    chartChoice(sources, detect),
    kustomizationChoice(sources, detect),
    plainChoice(sources, detect, command, wrote),
  ])).filter((choice) => choice !== undefined);
  if (choice) return { choice, others, areBeside: false };
  const below = await choicesBelow(detect, sources, command, wrote);
  if (below.length === 0) throw new UserError(await nothingIn(dir, sources, command, wrote));
  return { choice: below[0], others: below.slice(1), areBeside: true };
}

/** Inputs of which none reads what another is of. */
function apart(inputs: readonly SingleInput[]): SingleInput[] {
  const places = inputs.flatMap((input) => {
    if (input.kind === "stdin") return [];
    return input.kind === "chart" ? input.chart : input.dir;
  });
  return inputs.map((input) => {
    if (input.kind !== "folder" || !input.isDetected) return input;
    return {
      ...input,
      without: [...input.without ?? [], ...places.filter((at) => at !== input.dir)],
    };
  });
}

/** The flag that names an input. */
function flagOf(input: SingleInput | DetectInput): string {
  switch (input.kind) {
    case "helmfile":
      return `--helmfile-dir ${shellQuote(input.dir)}`;
    case "chart":
      return `--helm-chart ${shellQuote(input.chart)}`;
    case "kustomize":
      return `--kustomize ${shellQuote(input.dir)}`;
    case "folder":
      return `--from-dir ${shellQuote(input.dir)}`;
    case "stdin":
      return "-f -";
    case "detect":
      return `-f ${shellQuote(input.dir)}`;
  }
}

function notThere(path: string): string {
  if (/^https?:\/\//.test(path)) {
    return `"${path}" is an address, and files and folders are read here. Get it first: curl -fsSLO ${
      shellQuote(path)
    }; a chart's address is given with --helm-chart`;
  }
  const instead = insteadOf(path);
  return instead === undefined
    ? `there is no file or folder "${path}". Name one that is there`
    : `there is no ${
      isCommand(path) ? "file or folder" : "command, file or folder"
    } "${path}". ${instead}`;
}

/** A file by its name. */
async function fileChoice(
  detect: DetectInput,
  command: string,
): Promise<Choice | undefined> {
  const { dir: path } = detect;
  const info = await Deno.stat(path).catch((error) => {
    if (isMissing(error)) {
      throw new UserError(notThere(path));
    }
    return undefined;
  });
  if (!info || info.isDirectory) return undefined;
  const [dir, name] = [dirname(path), basename(path)];
  const inFolder = { ...detect, dir };
  if (HELMFILES.includes(name)) return helmfileChoice({ helmfile: name, manifests: [] }, inFolder);
  if (name === CHART) return await chartChoice({ chart: name, manifests: [] }, inFolder);
  if (KUSTOMIZATIONS.includes(name)) {
    return await kustomizationChoice({ kustomization: name, manifests: [] }, {
      ...inFolder,
      environment: undefined,
    });
  }
  if (/\.(tgz|tar\.gz)$/.test(name)) {
    const { values, set, release, passThrough } = detect;
    return {
      inputs: [{ kind: "chart", chart: path, values, set, release, passThrough }],
      found: path,
      doing: "rendering the chart with helm",
      flag: `--helm-chart ${shellQuote(path)}`,
      takes: CHOICE_FLAGS,
    };
  }
  if (info.isFile && !await holdsManifest(path)) {
    if (await holdsReleases(path)) throw new UserError(helmfileByName(path, command));
    throw new UserError(
      `"${path}" holds no manifests: nothing in it has a "kind:" at its top. A chart's values are given with --values`,
    );
  }
  return {
    inputs: [{ kind: "folder", dir: path, isDetected: false }],
    found: path,
    doing: "reading it",
    flag: `--from-dir ${shellQuote(path)}`,
    takes: [],
  };
}

/** A helmfile may run commands: what a file holds, which may be a stranger's, does not decide that it is one. */
function helmfileByName(path: string, command: string): string {
  return `"${path}" holds no manifests but releases, as a helmfile does, and is not called as one: a helmfile can run commands by its hooks. If that is meant: ${command} --helmfile-dir ${
    shellQuote(path)
  }`;
}

/** What is below a folder that has nothing itself: one helmfile, one chart, kustomizations, manifests. */
async function choicesBelow(
  detect: DetectInput,
  { outside }: Sources,
  command: string,
  isOurs: (path: string) => boolean,
): Promise<Choice[]> {
  const { dir } = detect;
  const below = outside ? [] : await findSourcesBelow(dir, isOurs);
  const inFolder = (folder: string): DetectInput => ({ ...detect, dir: join(dir, folder) });
  const helmfiles = below.filter(({ sources }) => sources.helmfile !== undefined);
  const charts = below.filter(({ sources }) => !sources.helmfile && sources.chart !== undefined);
  // Which of several is meant nobody can say.
  if (helmfiles.length > 1 || helmfiles.length === 0 && charts.length > 1) return [];
  const hasPlain = below.some(({ sources }) =>
    !sources.kustomization && sources.manifests.length > 0
  );
  const hasKustomizations = below.some(({ sources }) => sources.kustomization !== undefined);
  return (await Promise.all([
    ...helmfiles.map(({ folder, sources }) => helmfileChoice(sources, inFolder(folder))),
    ...charts.map(({ folder, sources }) => chartChoice(sources, inFolder(folder))),
    ...(hasPlain || hasKustomizations && helmfiles.length + charts.length === 0
      ? [belowChoice(below, detect, command)]
      : []),
  ])).filter((choice) => choice !== undefined);
}

/** Manifests and kustomizations in folders below. */
async function belowChoice(
  below: readonly FolderSources[],
  { dir, environment }: DetectInput,
  command: string,
): Promise<Choice | undefined> {
  const plain = below.filter(({ sources }) =>
    !sources.helmfile && !sources.chart && !sources.kustomization
  );
  const folder = { kind: "folder", dir, isDetected: true } as const;
  const inputs = (await withKustomizations(folder, environment, command))
    .filter((input) => input !== undefined);
  const applied = inputs.filter((input) => input.kind === "kustomize");
  const kept = plain.length > 0 ? inputs : applied;
  if (kept.length === 0) return undefined;
  const files = plain.flatMap(({ folder, sources }) =>
    sources.manifests.map((file) => join(dir, folder, file))
  );
  const all = [...applied.map(({ dir }) => dir), ...files];
  const isTaken = environment === undefined ||
    applied.some(({ dir }) => basename(dir) === environment);
  return {
    inputs: kept,
    found: `${
      applied.length === 0
        ? "manifests"
        : files.length === 0
        ? "kustomizations"
        : "kustomizations and manifests"
    } (${all.slice(0, 3).join(", ")}${all.length > 3 ? ` and ${all.length - 3} more` : ""})`,
    doing: [
      ...(applied.length > 0 ? ["rendering with kubectl, or kustomize"] : []),
      ...(files.length > 0
        ? [`reading the YAML files below ${dir === "." ? "this folder" : dir}`]
        : []),
    ].join(", "),
    // Beside a chart or a helmfile, whose files are not for reading.
    flag: [...applied.map(({ dir }) => dir), ...plain.map(({ folder }) => join(dir, folder))]
      .map((path) => `-f ${shellQuote(path)}`).join(" "),
    takes: [],
    ...isTaken ? {} : {
      idle: {
        why: "no kustomization below is called so, and plain manifests have none",
        remedy: "Leave it out, or add one",
      },
    },
  };
}

/**
 * Ends where a kustomization that does more than list files lies in a folder whose files are read as they are: to read its
 * base and its overlays beside each other would be wrong, and nobody asked to run anything.
 *
 * @throws {UserError} that says how to apply it.
 */
async function refuseKustomizations({ dir }: FolderInput, command: string): Promise<void> {
  const changing = (await findKustomizations(dir)).find(({ changes }) => changes);
  if (!changing) return;
  throw new UserError(
    `"${changing.folder}" is a kustomization that changes what its files say, and --from-dir reads files as they are. Have it applied: ${command} -f ${
      shellQuote(dir)
    }`,
  );
}

/**
 * A folder of manifests, and the kustomizations below it: those are applied, and what they are made of is not read beside
 * them.
 *
 * @throws {UserError} where one of several overlays has to be chosen.
 */
async function withKustomizations(
  folder: FolderInput,
  environment: string | undefined,
  command: string,
): Promise<SingleInput[]> {
  const { dir } = folder;
  const all = await findKustomizations(dir);
  const applied = groupsOf(all).map((group) => {
    const [first, ...others] = group;
    // One overlay alone is meant, unless it is another environment's.
    const isAnother = environment !== undefined && isOfEnvironment(first.folder);
    if (others.length === 0 && !isAnother) return first;
    const meant = group.find(({ folder }) => basename(folder) === environment);
    if (meant) return meant;
    const named = group.map(({ folder }) => folder);
    const missed = environment === undefined
      ? ""
      : `, and none is called "${environment}"${
        nearest(environment, named.map((path) => basename(path)))
      }`;
    const isAlone = others.length === 0;
    throw new UserError(
      `${named.slice(0, 5).join(", ")}${named.length > 5 ? " and more" : ""} ${
        isAlone
          ? "is the one overlay there"
          : "are kustomizations of the same base, of which one is meant"
      }${missed}. ${isAlone ? "Add one, leave --env out, or take this" : "Choose it"}: ${command} ${
        dir === "." ? "" : `${shellQuote(dir)} `
      }--env ${shellQuote(basename(first.folder))}`,
    );
  });
  const without = all.flatMap(({ folder, uses }) => [folder, ...uses]);
  return [
    // What lies below a kustomization is its own.
    ...(all.some(({ folder }) => folder === dir) ? [] : [{ ...folder, without }]),
    ...applied.map(({ folder }): SingleInput => ({
      kind: "kustomize",
      dir: folder,
      passThrough: [],
    })),
  ];
}

function helmfileChoice(
  { helmfile }: Sources,
  { dir, environment, passThrough }: DetectInput,
): Choice | undefined {
  if (helmfile === undefined) return undefined;
  return {
    inputs: [{
      kind: "helmfile",
      dir,
      // Of those that it looks for itself, helmfile's own choice is said.
      ...(FOUND_BY_ITSELF.has(helmfile) ? {} : { file: helmfile }),
      environment,
      passThrough,
    }],
    found: join(dir, helmfile),
    doing: `rendering it with helmfile, which runs its hooks, environment "${
      environment ?? "default"
    }"`,
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
    inputs: [{
      kind: "chart",
      // Helm would take "a/b" for a chart of a repository if there were no such folder.
      chart: dir,
      values: [...file === undefined ? [] : [file], ...values],
      set,
      release,
      passThrough,
    }],
    found,
    doing: `rendering the chart with helm${file === undefined ? "" : `, values of ${file}`}`,
    flag: `--helm-chart ${shellQuote(dir)}`,
    takes: CHOICE_FLAGS,
    ...environment !== undefined && file === undefined
      ? {
        idle: {
          why: `there is no values-${environment}.yaml beside ${found}`,
          remedy: "Leave it out, add that file, or name the values with --values FILE",
          known: await environmentsIn(dir, /^values[-.](.+)\.ya?ml$/),
        },
      }
      : {},
  };
}

async function kustomizationChoice(
  { kustomization }: Sources,
  { dir, environment, passThrough }: DetectInput,
): Promise<Choice | undefined> {
  const overlay = environment !== undefined && isName(environment)
    ? join(dir, "overlays", environment)
    : undefined;
  // Without one of its own, a folder is one of whatever is below, its overlays among that.
  if (kustomization === undefined) return undefined;
  const inOverlay = overlay === undefined ? undefined : await findKustomization(overlay);
  const [folder, file] = inOverlay === undefined ? [dir, kustomization] : [overlay!, inOverlay];
  return {
    inputs: [{ kind: "kustomize", dir: folder, passThrough }],
    found: join(folder, file),
    doing: "rendering it with kubectl, or kustomize",
    flag: `--kustomize ${shellQuote(folder)}`,
    takes: [],
    ...environment !== undefined && inOverlay === undefined
      ? {
        idle: {
          why: `there is no kustomization in ${join(dir, "overlays")} for it`,
          remedy: "Leave it out, or add one",
          known: await environmentsIn(join(dir, "overlays"), /^([^.].*)$/),
        },
      }
      : {},
  };
}

async function plainChoice(
  sources: Sources,
  detect: DetectInput,
  command: string,
  isOurs: (path: string) => boolean,
): Promise<Choice | undefined> {
  const { manifests, kustomization } = sources;
  const { dir, environment } = detect;
  // Those beside a kustomization are most likely what it is made of.
  if (manifests.length === 0 || kustomization !== undefined) return undefined;
  const isAlone = sources.helmfile === undefined && sources.chart === undefined;
  const below = isAlone ? await findSourcesBelow(dir, isOurs) : [];
  if (below.some(({ sources }) => sources.kustomization !== undefined)) {
    return belowChoice([{ folder: "", sources }, ...below], detect, command);
  }
  const some = manifests.slice(0, 3).map((file) => join(dir, file)).join(", ");
  const more = manifests.length > 3 ? ` and ${manifests.length - 3} more` : "";
  return {
    inputs: [{ kind: "folder", dir, isDetected: true }],
    found: `manifests (${some}${more})`,
    doing: `reading the YAML files in ${dir === "." ? "this folder" : dir} and below it`,
    flag: `--from-dir ${shellQuote(dir)}`,
    takes: [],
    ...environment === undefined
      ? {}
      : { idle: { why: "plain manifests have no environments", remedy: "Leave it out" } },
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

/** Says what an environment means nothing to. Where something else has it there is nothing to mend. */
function idleEnvironments(chosen: readonly [Choice, DetectInput][]): Diagnostic[] {
  const isTaken = chosen.some(([{ idle }]) => idle === undefined);
  return chosen.flatMap(([{ idle, found }, { environment }]) => {
    if (idle === undefined || environment === undefined) return [];
    const { why, remedy, known = [] } = idle;
    const others = known.length === 0 ? "" : `; known there: ${known.slice(0, 10).join(", ")}`;
    const because = `${why}${nearest(environment, known) || others}`;
    return isTaken
      ? note("info", "no-environment", `${found} is the same in "${environment}": ${because}`)
      : note(
        "warning",
        "no-environment",
        `the environment "${environment}" changes nothing: ${because}. ${remedy}`,
      );
  });
}

/** Environments that names in a folder stand for. */
async function environmentsIn(dir: string, form: RegExp): Promise<string[]> {
  const entries = await listFolder(dir, MOST_ENTRIES).catch(() => undefined) ?? [];
  return entries.flatMap(({ name }) => form.exec(name)?.[1] ?? []).sort();
}

/** More than these in one folder are no environments. */
const MOST_ENTRIES = 1000;

/** Flags that mean nothing to what was found would be lost. */
function checkFlags(chosen: readonly [Choice, DetectInput][], hasChart: boolean): void {
  const [first] = chosen;
  if (!first) return;
  const [{ found }, given] = first;
  for (const flag of CHOICE_FLAGS) {
    const isTaken = hasChart || chosen.some(([{ takes }]) => takes.includes(flag));
    if (isTaken || [given[flag] ?? []].flat().length === 0) continue;
    throw new UserError(
      `--${flag} goes with a chart, and what was found is ${found}. Name the chart with --helm-chart, or leave --${flag} out`,
    );
  }
  const rendered = chosen.some(([{ inputs }]) => inputs.some(({ kind }) => kind !== "folder"));
  if (!rendered && given.passThrough.length > 0) {
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
  if (hints.length > 0) return severalBelow(dir, hints, command);
  const looked =
    `there is nothing to convert in ${
      dir === "." ? "this folder" : `"${dir}"`
    }, or below it: no helmfile.yaml, ` +
    'helmfile.yaml.gotmpl or helmfile.d, no Chart.yaml, no kustomization.yaml, no YAML file with "kind:"';
  if (outside.length > 0) {
    return `${looked}. ${outside.slice(0, 3).join(", ")}${
      outside.length > 3 ? " and more" : ""
    }: links that lead out of the folder are read with --follow-links alone`;
  }
  return `${looked}. Run it in a folder that has one, or see --help`;
}

/** What there is below, of which nobody can say what is meant. */
function severalBelow(dir: string, below: readonly FolderSources[], command: string): string {
  const projects = below.filter(({ sources }) => sources.helmfile ?? sources.chart);
  const listed = projects.slice(0, 5).map(({ folder, sources }) =>
    join(dir, folder, firstOf(sources))
  ).join(", ");
  const [first, second] = projects.map(({ folder }) => shellQuote(join(dir, folder)));
  const others = plainFolders(below).map((folder) => `-f ${shellQuote(join(dir, folder))}`);
  return `there are several things to convert below ${
    dir === "." ? "this folder" : `"${dir}"`
  }: ${listed}${
    projects.length > 5 ? " and more" : ""
  }. Choose one (${command} -f ${first}), or name those that belong together: ${command} -f ${first} -f ${second}${
    others.length === 0 ? "" : `. Manifests are added alike: ${others.slice(0, 5).join(" ")}`
  }`;
}

/** The uppermost folders that have manifests and kustomizations below, and neither charts nor helmfiles. */
function plainFolders(below: readonly FolderSources[]): string[] {
  const isProject = ({ sources }: FolderSources) => Boolean(sources.helmfile ?? sources.chart);
  const above = new Set(below.filter(isProject).flatMap(({ folder }) => pathsTo(folder)));
  const uppermost = below.filter((one) => !isProject(one))
    // One that a project is in can't be named without it.
    .flatMap(({ folder }) => pathsTo(folder).find((path) => !above.has(path)) ?? []);
  return [...new Set(uppermost)];
}

/** A folder and those that it is in, the uppermost first. */
function pathsTo(folder: string): string[] {
  const parts = folder.split("/");
  return parts.map((_, index) => parts.slice(0, index + 1).join("/"));
}

function firstOf(sources: Sources): string {
  const { helmfile, chart, kustomization, manifests } = sources;
  return isEmpty(sources) ? "" : helmfile ?? chart ?? kustomization ?? manifests[0];
}

function note(severity: Diagnostic["severity"], code: string, message: string): Diagnostic {
  return { severity, code, message };
}
