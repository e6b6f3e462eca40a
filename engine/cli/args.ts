/**
 * The command's flags.
 *
 * @module
 */

import { parseArgs } from "@std/cli/parse-args";
import { nearest } from "../core/nearest.ts";
import { UserError } from "../core/user_error.ts";

/** What the command was told. */
export interface CommandOptions {
  helmfileDir: string;
  environment?: string;
  namespace?: string;
  /** A folder of manifests, or {@linkcode STDIN}. */
  fromDir?: string;
  helmChart?: string;
  values: string[];
  set: string[];
  release?: string;
  kustomize?: string;
  outputDir: string;
  composeFile: string;
  extensions: string[];
  extensionsDirs: string[];
  ignoreCompatibilityErrors: string[];
  report?: "json";
  /** What follows `--`, for the renderer as it stands. */
  passThrough: string[];
  help: boolean;
  version: boolean;
}

const TEXT_FLAGS = [
  "helmfile-dir",
  "environment",
  "namespace",
  "from-dir",
  "helm-chart",
  "values",
  "set",
  "release",
  "kustomize",
  "output-dir",
  "compose-file",
  "extension",
  "extensions-dir",
  "ignore-compatibility-errors",
  "report",
] as const;

/** Names of the config file: today's, then the old one. */
export const CONFIG_FILES: readonly string[] = ["dekube.yaml", "helmfile2compose.yaml"];

/** Flags that say where the manifests come from: at most one of them is given. */
const INPUTS = ["helmfile-dir", "from-dir", "helm-chart", "kustomize"] as const;

/** Flags that mean something for one input alone. */
const INPUT_OF = {
  environment: "helmfile-dir",
  values: "helm-chart",
  set: "helm-chart",
  release: "helm-chart",
} as const;

/** What `--from-dir` says for standard input. */
export const STDIN = "-";

const SWITCHES = ["help", "version"] as const;

/**
 * Reads the arguments.
 *
 * @throws {UserError} for an unknown flag, a flag without its value, or a stray word.
 */
export function parseCommand(args: readonly string[]): CommandOptions {
  const unknown: string[] = [];
  const flags = parseArgs(joinStdin(args), {
    string: [...TEXT_FLAGS],
    boolean: [...SWITCHES],
    collect: ["extension", "extensions-dir", "ignore-compatibility-errors", "values", "set"],
    alias: { e: "environment", n: "namespace", h: "help" },
    "--": true,
    unknown(argument) {
      unknown.push(argument);
      return false;
    },
  });
  for (const argument of unknown) {
    const name = /^--?([^=]+)/.exec(argument)?.[1];
    throw new UserError(
      name === undefined
        ? `"${argument}" is not expected here. Folders are given with flags, see --help`
        : `there is no flag ${argument.split("=")[0]}${
          nearest(name, [...TEXT_FLAGS, ...SWITCHES]).replace('"', '"--')
        }. See --help`,
    );
  }
  for (const name of TEXT_FLAGS) {
    if ([flags[name]].flat().includes("")) {
      throw new UserError(`--${name} needs a value. See --help`);
    }
  }
  checkInput((name) => [flags[name]].flat()[0] !== undefined);
  if (flags.report !== undefined && flags.report !== "json") {
    throw new UserError(`--report takes "json", not "${flags.report}"`);
  }
  const { "compose-file": composeFile = "compose.yml", "--": passThrough = [] } = flags;
  // Paths in it start from where it lies.
  if (/[/\\]/.test(composeFile)) {
    throw new UserError(
      `--compose-file takes a name, not a path such as "${composeFile}". Choose the folder with --output-dir`,
    );
  }
  if (CONFIG_FILES.includes(composeFile)) {
    throw new UserError(
      `--compose-file can't be "${composeFile}": that is the name of the settings`,
    );
  }
  checkPassThrough(passThrough, flags["from-dir"]);
  return {
    helmfileDir: flags["helmfile-dir"] ?? ".",
    environment: flags.environment,
    namespace: flags.namespace,
    fromDir: flags["from-dir"],
    helmChart: flags["helm-chart"],
    values: flags.values,
    set: flags.set,
    release: flags.release,
    kustomize: flags.kustomize,
    outputDir: flags["output-dir"] ?? ".",
    composeFile,
    extensions: flags.extension,
    extensionsDirs: flags["extensions-dir"],
    ignoreCompatibilityErrors: flags["ignore-compatibility-errors"],
    report: flags.report,
    passThrough,
    help: flags.help,
    version: flags.version,
  };
}

/** What `extensions` was told: which one to show, else all; and the flags that load more. */
export interface ExtensionsQuestion {
  /** The one to show. */
  name?: string;
  /** The flags, as the command has them. */
  options: CommandOptions;
}

/**
 * Reads `extensions [info NAME] [flags]`; nothing where the arguments are not of that form.
 *
 * @throws {UserError} as {@linkcode parseCommand}, and for `info` without a name.
 */
export function parseExtensions(args: readonly string[]): ExtensionsQuestion | undefined {
  const [command, verb, name, ...rest] = args;
  if (command !== "extensions") return undefined;
  if (verb !== "info") return { options: parseCommand(args.slice(1)) };
  const hasName = name !== undefined && !name.startsWith("-");
  const options = parseCommand(hasName ? rest : args.slice(2));
  if (!hasName && !options.help) {
    throw new UserError(`"extensions info" needs the name of an extension. See --help`);
  }
  return { name, options };
}

/** `--from-dir -` as one word: parseArgs takes a lone `-` for no value. */
function joinStdin(args: readonly string[]): string[] {
  const end = args.includes("--") ? args.indexOf("--") : args.length;
  const joined: string[] = [];
  for (let at = 0; at < args.length; at++) {
    const isStdin = at + 1 < end && args[at] === "--from-dir" && args[at + 1] === STDIN;
    joined.push(isStdin ? `--from-dir=${args[++at]}` : args[at]);
  }
  return joined;
}

/** One input, and no flag that another one would need. */
function checkInput(isGiven: (flag: typeof TEXT_FLAGS[number]) => boolean): void {
  const given = INPUTS.filter(isGiven);
  if (given.length > 1) {
    throw new UserError(
      `${given.map((name) => `--${name}`).join(" and ")} each name an input. Leave all but one out`,
    );
  }
  const [input = "helmfile-dir"] = given;
  for (const [flag, needed] of Object.entries(INPUT_OF)) {
    if (!isGiven(flag as keyof typeof INPUT_OF) || input === needed) continue;
    throw new UserError(
      given.length === 0
        ? `--${flag} goes with --${needed}, which is not there. Add it, or leave --${flag} out`
        : `--${flag} goes with --${needed}, not with --${input}. Leave one of them out`,
    );
  }
}

/** What follows `--` needs a renderer, and must leave it what the command sets itself. */
function checkPassThrough(passThrough: readonly string[], fromDir?: string): void {
  if (passThrough.length > 0 && fromDir !== undefined) {
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
