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
  /** Whether links may lead out of the input folder. */
  followLinks: boolean;
  /** Whether a renderer that is missing is downloaded. */
  downloadTools: boolean;
  extensions: string[];
  extensionsDirs: string[];
  ignoreCompatibilityErrors: string[];
  /** Whether what dekube.yaml names of others may be loaded. */
  trust: boolean;
  /** Whether what extensions are made of may be another than it was. */
  acceptChanges: boolean;
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

const SWITCHES = ["clean", "follow-links", "trust", "accept-changes", "help", "version"] as const;

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
  const { flags, words } = readFlags(args, settings);
  const detects = settings.input === "detect";
  const folders = detects ? words.filter((word) => word !== STDIN) : [];
  return optionsOf(
    flags,
    words.filter((word) => !folders.includes(word)),
    detects ? folders : undefined,
  );
}

/** The flags among the arguments, and the words that belong to none. */
function readFlags(args: readonly string[], settings: CommandSettings) {
  const downloads = settings.tools !== undefined;
  const switches = [...SWITCHES, ...downloads ? TOOLS_SWITCHES : []];
  const unknown: string[] = [];
  const words: string[] = [];
  const flags = parseArgs(joinStdin(args), {
    string: [...TEXT_FLAGS],
    boolean: [...SWITCHES, ...TOOLS_SWITCHES],
    collect: ["extension", "extensions-dir", "ignore-compatibility-errors", "values", "set"],
    alias: { environment: ["e", "env"], namespace: "n", help: "h" },
    "--": true,
    unknown(argument) {
      (/^(?!-.)/.test(argument) ? words : unknown).push(argument);
      return false;
    },
  });
  if (!downloads && flags["download-tools"]) unknown.push("--download-tools");
  for (const argument of unknown) {
    const [, name] = /^--?([^=]*)/.exec(argument)!;
    throw new UserError(
      `there is no flag ${argument.split("=")[0]}${
        nearest(name, [...TEXT_FLAGS, ...switches]).replace('"', '"--')
      }. See --help`,
    );
  }
  return { flags, words };
}

/** What flags say, of words that are not expected and folders to look in beside them. */
function optionsOf(
  flags: ReturnType<typeof readFlags>["flags"],
  [stray]: readonly string[],
  folders: readonly string[] | undefined,
): CommandOptions {
  if (stray !== undefined) {
    throw new UserError(
      `"${stray}" is not expected here. Folders are given with flags, see --help`,
    );
  }
  for (const name of TEXT_FLAGS) {
    if ([flags[name]].flat().includes("")) {
      throw new UserError(`--${name} needs a value. See --help`);
    }
  }
  const { "compose-file": composeFile = "compose.yml", "--": passThrough = [] } = flags;
  const input = parseInput(flags, passThrough, folders);
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
    followLinks: flags["follow-links"],
    downloadTools: flags["download-tools"],
    extensions: flags.extension,
    extensionsDirs: flags["extensions-dir"],
    ignoreCompatibilityErrors: flags["ignore-compatibility-errors"],
    trust: flags.trust,
    acceptChanges: flags["accept-changes"],
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
 * Reads `extensions [info NAME]`, with flags before, among and behind these words; nothing where the first word is another.
 *
 * @throws {UserError} as {@linkcode parseCommand}, and for `info` without a name.
 */
export function parseExtensions(
  args: readonly string[],
  settings: CommandSettings = DEFAULT_SETTINGS,
): ExtensionsQuery | undefined {
  const { flags, words: [command, ...words] } = readFlags(args, settings);
  if (command !== "extensions") return undefined;
  // A folder has no place here.
  const folders = settings.input === "detect" ? [] : undefined;
  if (words[0] !== "info") return { options: optionsOf(flags, words, folders) };
  const [, name, ...rest] = words;
  const options = optionsOf(flags, rest, folders);
  if (name === undefined && !options.help) {
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
