/**
 * The command's flags.
 *
 * @module
 */

import { parseArgs } from "@std/cli/parse-args";
import { nearest } from "../core/nearest.ts";
import { UserError } from "../core/user_error.ts";
import { type CommandSettings, DEFAULT_SETTINGS } from "../io/distribution/command_settings.ts";
import { type CommandInput, parseInput, STDIN } from "./command_input.ts";

/** What the command was told. */
export interface CommandOptions {
  /** Where the manifests come from. */
  input: CommandInput;
  /** Namespace for what names none; for all releases of a helmfile. */
  namespace?: string;
  outputDir: string;
  composeFile: string;
  /** Whether nothing of what earlier runs wrote is read back. */
  clean: boolean;
  /** Whether a renderer that is missing is downloaded. */
  downloadTools: boolean;
  extensions: string[];
  extensionsDirs: string[];
  ignoreCompatibilityErrors: string[];
  report?: "json";
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

const SWITCHES = ["clean", "help", "version"] as const;

/** What there is besides, where the distribution has renderers downloaded. */
const TOOLS_SWITCHES = ["download-tools"] as const;

/**
 * Reads the arguments. Where the command looks for its input they may name the folder to look in.
 *
 * @throws {UserError} for an unknown flag, a flag without its value, or a stray word.
 */
export function parseCommand(
  args: readonly string[],
  settings: CommandSettings = DEFAULT_SETTINGS,
): CommandOptions {
  const detects = settings.input === "detect";
  const downloads = settings.tools !== undefined;
  const switches = [...SWITCHES, ...downloads ? TOOLS_SWITCHES : []];
  const unknown: string[] = [];
  const folders: string[] = [];
  const flags = parseArgs(joinStdin(args), {
    string: [...TEXT_FLAGS],
    boolean: [...SWITCHES, ...TOOLS_SWITCHES],
    collect: ["extension", "extensions-dir", "ignore-compatibility-errors", "values", "set"],
    alias: { environment: ["e", "env"], namespace: "n", help: "h" },
    "--": true,
    unknown(argument) {
      (detects && /^[^-]/.test(argument) ? folders : unknown).push(argument);
      return false;
    },
  });
  if (!downloads && flags["download-tools"]) unknown.push("--download-tools");
  for (const argument of unknown) {
    const name = /^--?([^=]+)/.exec(argument)?.[1];
    throw new UserError(
      name === undefined
        ? `"${argument}" is not expected here. Folders are given with flags, see --help`
        : `there is no flag ${argument.split("=")[0]}${
          nearest(name, [...TEXT_FLAGS, ...switches]).replace('"', '"--')
        }. See --help`,
    );
  }
  for (const name of TEXT_FLAGS) {
    if ([flags[name]].flat().includes("")) {
      throw new UserError(`--${name} needs a value. See --help`);
    }
  }
  const { "compose-file": composeFile = "compose.yml", "--": passThrough = [] } = flags;
  const input = parseInput(flags, passThrough, detects ? folders : undefined);
  if (flags.report !== undefined && flags.report !== "json") {
    throw new UserError(`--report takes "json", not "${flags.report}"`);
  }
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
  return {
    input,
    namespace: flags.namespace,
    outputDir: flags["output-dir"] ?? ".",
    composeFile,
    clean: flags.clean,
    downloadTools: flags["download-tools"],
    extensions: flags.extension,
    extensionsDirs: flags["extensions-dir"],
    ignoreCompatibilityErrors: flags["ignore-compatibility-errors"],
    report: flags.report,
    help: flags.help,
    version: flags.version,
  };
}

/** What `extensions` asks for: one extension or all of them, and the flags that load more. */
export interface ExtensionsQuery {
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
export function parseExtensions(
  args: readonly string[],
  settings: CommandSettings = DEFAULT_SETTINGS,
): ExtensionsQuery | undefined {
  const [command, verb, name, ...rest] = args;
  if (command !== "extensions") return undefined;
  if (verb !== "info") return { options: parseQuery(args.slice(1)) };
  const hasName = name !== undefined && !name.startsWith("-");
  const options = parseQuery(hasName ? rest : args.slice(2));
  if (!hasName && !options.help) {
    throw new UserError(`"extensions info" needs the name of an extension. See --help`);
  }
  return { name, options };

  /** The flags of a query; a folder has no place among them. */
  function parseQuery(args: readonly string[]): CommandOptions {
    const options = parseCommand(args, settings);
    if (options.input.kind !== "detect" || options.input.dir === ".") return options;
    return parseCommand(args, { ...settings, input: "helmfile" });
  }
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
