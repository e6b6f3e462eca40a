/**
 * The command's flags.
 *
 * @module
 */

import { ownValue } from "../../pacts/read.ts";
import { parseArgs } from "@std/cli/parse-args";
import { nearest, nearestName } from "../../pacts/nearest.ts";
import { expectedProjectName } from "../core/settings/project_name.ts";
import { CONFIG_FILES } from "../core/settings/config_text.ts";
import { UserError } from "../core/user_error.ts";
import { type CommandSettings, DEFAULT_SETTINGS } from "../io/distribution/command_settings.ts";
import { type CommandInput, parseInput, STDIN } from "./command_input.ts";
import { checkTaken, insteadOf, type Subcommand, SUBCOMMANDS } from "./commands.ts";
import {
  type Flag,
  FLAGS,
  flagsFor,
  type RepeatedFlag,
  type Switch,
  type TextFlag,
} from "./flags.ts";

/** How much is said: nothing but what is withheld or fails, what is alike once, or each message by itself. */
export type Volume = "quiet" | "normal" | "verbose";

/** What the command was told. */
export interface CommandOptions {
  /** Where the manifests come from. */
  input: CommandInput;
  /** Namespace for what names none; for all releases of a helmfile. */
  namespace?: string;
  outputDir: string;
  /** Whether the user has named that folder. */
  choosesOutput: boolean;
  composeFile: string;
  /** Name of the project, in place of the one in dekube.yaml. */
  name?: string;
  /** Whether hosts and ports become those of this machine. */
  local: boolean;
  /** Whether anything is written. */
  writes: boolean;
  /** Whether compose.yml goes to standard output. */
  stdout: boolean;
  /** Whether what would change is shown line by line. */
  diff: boolean;
  /** Whether nothing of what earlier runs wrote is read back. */
  clean: boolean;
  /** Whether most of what is there may be removed. */
  yes: boolean;
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
  /** How much is said. */
  volume: Volume;
  /** Whether messages make the exit code another. */
  strict: boolean;
  /** Whether fields that nobody understands do. */
  strictFields: boolean;
  report?: "json";
  /** The file that a report with the account of all fields goes to. */
  reportFile?: string;
  /** File that gets a page. */
  page?: string;
  /** File that gets a drawing. */
  graph?: string;
  /** Whether it is shown where in the code something failed. */
  debug: boolean;
  /** Whether images get their digests. */
  pin: boolean;
  /** Whether a script is printed in place of a list. */
  script: boolean;
  /** Whether the project is started. */
  up: boolean;
  /** How many seconds are waited until it runs. */
  timeout: number;
  help: boolean;
  version: boolean;
}

/** Words that mean the flag of their name. */
const SWITCH_WORDS = ["help", "version"] as const;

/** The word that has the project started. */
const UP = "up";

const DEFAULT_TIMEOUT = 300;

/**
 * Reads the arguments. Where the command looks for its input they may name the folder to look in.
 *
 * @throws {UserError} for an unknown flag, a flag without its value or given twice, or a stray word.
 */
export function parseCommand(
  args: readonly string[],
  settings: CommandSettings = DEFAULT_SETTINGS,
): CommandOptions {
  const { flags, words: [first, ...others] } = readFlags(args, settings);
  const word = SWITCH_WORDS.find((word) => word === first);
  if (word !== undefined) {
    // What is asked about it is in the help itself.
    return { ...optionsOf(flags, word === "help" ? [] : others, undefined), [word]: true };
  }
  const up = first === UP;
  if (!flags.help && !flags.version) checkTaken(namesIn(flags), up ? UP : undefined);
  const words = first === undefined || up ? others : [first, ...others];
  const detects = settings.input === "detect";
  const options = optionsOf(flags, detects ? [] : words, detects ? words : undefined);
  return { ...options, up };
}

/** Names of the flags that are there. */
function namesIn(flags: Flags): string[] {
  return FLAGS.map(({ name }) => name).filter((name) => {
    const value = flags[name];
    return Array.isArray(value) ? value.length > 0 : value;
  });
}

/** What flags say: switches are there or not, of the others each with all its values. */
type Flags = Record<Switch, boolean> & Record<TextFlag, string[]> & {
  "--": string[];
  /** The values that `--strict` has. */
  "--strict": string[];
};

/** The flags among the arguments, and the words that belong to none. */
function readFlags(
  args: readonly string[],
  settings: CommandSettings,
): { flags: Flags; words: string[] } {
  const known = flagsFor(settings.tools !== undefined);
  const texts = known.filter(({ value }) => value !== undefined).map(({ name }) => name);
  const unknown: string[] = [];
  const words: string[] = [];
  const switches = FLAGS.filter((flag) => !("value" in flag)).map(({ name }) => name);
  const { left, values } = withoutValues("strict", joinStdin(apartFromValues(args, known)));
  const parsed = parseArgs(left, {
    string: texts,
    collect: [...texts, ...switches],
    boolean: switches,
    alias: Object.fromEntries(known.map(({ name, others = [] }) => [name, [...others]])),
    "--": true,
    unknown(argument) {
      (/^(?!-.)/.test(argument) ? words : unknown).push(argument);
      return false;
    },
  }) as unknown as Record<Switch, boolean[]>;
  const flags = {
    ...parsed,
    ...Object.fromEntries(switches.map((name) => [name, isOn(name, parsed[name as Switch])])),
    "--strict": values,
  } as unknown as Flags;
  if (flags["download-tools"] && settings.tools === undefined) unknown.push("--download-tools");
  for (const argument of unknown) {
    const [, name] = /^--?([^=]*)/.exec(argument)!;
    throw new UserError(
      RENDERERS_OWN.includes(name)
        ? `there is no flag ${
          argument.split("=")[0]
        }. What is helm's, helmfile's or kustomize's stands behind --: -- ${
          name.length > 1 ? "--" : "-"
        }${name} …`
        : `there is no flag ${argument.split("=")[0]}${suggestion(name, known)}. ${
          FLAG_HABITS.find(([names]) => names.includes(name))?.[1] ?? "See --help"
        }`,
    );
  }
  return { flags, words };
}

/** Flags of renderers that people look for here. */
const RENDERERS_OWN = [
  ...["selector", "l", "state-values-set", "state-values-file", "include-needs", "skip-deps"],
  ...["set-file", "set-json", "set-literal", "api-versions", "kube-version", "include-crds"],
  ...["repo", "username", "password", "enable-helm", "load-restrictor", "enable-alpha-plugins"],
];

/** Flags that other programs have, and why there is none here. */
const FLAG_HABITS: readonly (readonly [names: readonly string[], here: string])[] = [
  [
    ["color", "colour", "no-color", "no-colour"],
    "Colours are for terminals alone; NO_COLOR=1 in the environment turns them off",
  ],
  [["recursive", "R", "r"], "Folders are read with all that is below. Leave it out"],
  [
    ["kubeconfig", "kube-context", "context", "cluster"],
    "No cluster is asked. Have kubectl print what is there, and pipe it in: kubectl get deploy,sts,svc,ing,cm,secret,pvc -o yaml | … --from-dir -",
  ],
  [["detach", "d"], '"up" leaves the project running. Leave it out'],
  [
    ["build", "force-recreate", "remove-orphans", "no-deps", "scale", "profile"],
    "Docker Compose has it, in the output folder: docker compose up --help",
  ],
];

/** The arguments with what stands right behind a flag of one letter, `-nshop`, behind it: `-n shop`. */
function apartFromValues(args: readonly string[], known: readonly Flag[]): string[] {
  const letters = known.flatMap(({ value, others = [] }) =>
    value === undefined ? [] : others.filter((other) => other.length === 1)
  );
  const end = args.includes("--") ? args.indexOf("--") : args.length;
  return args.flatMap((arg, at) => {
    const [, letter, value] = /^-(\w)([^=].*)$/s.exec(arg) ?? [];
    return at < end && letters.includes(letter) ? [`-${letter}`, value] : [arg];
  });
}

/** The arguments without a switch that has a value, `--strict=fields`, and the values. */
function withoutValues(
  name: string,
  args: readonly string[],
): { left: string[]; values: string[] } {
  const { modes } = (FLAGS as readonly Flag[]).find((flag) => flag.name === name)!;
  const start = `--${name}=`;
  const end = args.includes("--") ? args.indexOf("--") : args.length;
  const isValued = (arg: string, at: number) => at < end && arg.startsWith(start);
  const values = args.filter(isValued).map((arg) => arg.slice(start.length));
  const odd = values.find((value) => !modes?.includes(value));
  if (odd !== undefined) {
    throw new UserError(
      `--${name} stands alone, or as ${
        modes?.map((mode) => start + mode).join(" or ")
      }, not as ${start}${odd}`,
    );
  }
  return { left: args.filter((arg, at) => !isValued(arg, at)), values };
}

/** Whether a switch is there, which it may be once. */
function isOn(name: string, values: readonly boolean[]): boolean {
  if (values.length > 1) throw new UserError(`--${name} is given more than once. Leave one out`);
  return values[0] ?? false;
}

/** A flag without its value, or with one too many. */
function checkValues(flags: Flags): void {
  for (const { name, value, repeats } of FLAGS as readonly Flag[]) {
    if (value === undefined) continue;
    const values = flags[name as TextFlag];
    if (values.includes("")) throw new UserError(`--${name} needs a value. See --help`);
    if (values.length < 2 || repeats) continue;
    throw new UserError(
      `--${name} is given more than once (${
        values.map((value) => JSON.stringify(value)).join(", ")
      }). Leave all but one out`,
    );
  }
}

/** The flag that may have been meant: one that people know by that name elsewhere, or whose name is near. */
function suggestion(name: string, known: readonly Flag[]): string {
  const meant = known.find((flag) => flag.meant?.includes(name));
  if (meant) return ` (did you mean "--${meant.name}"?)`;
  const names = known.flatMap(({ name, others = [] }) => [
    name,
    ...others.filter((other) => other.length > 1),
  ]);
  return nearest(name, names, (name) => `--${name}`);
}

/** What flags say, of words that are not expected and folders to look in beside them. */
function optionsOf(
  flags: Flags,
  [stray]: readonly string[],
  folders: readonly string[] | undefined,
): CommandOptions {
  if (stray !== undefined) {
    throw new UserError(
      `"${stray}" is not expected here. ${
        insteadOf(stray) ?? "Files and folders are given with -f, see --help"
      }`,
    );
  }
  checkValues(flags);
  const one = (name: Exclude<TextFlag, RepeatedFlag>) => flags[name].at(0);
  const composeFile = one("compose-file") ?? "compose.yml";
  const input = parseInput(
    {
      "helmfile-dir": one("helmfile-dir"),
      environment: one("environment"),
      "helm-chart": one("helm-chart"),
      values: flags.values,
      set: flags.set,
      release: one("release"),
      kustomize: flags.kustomize,
      "from-dir": flags["from-dir"],
      file: flags.file,
    },
    flags["--"],
    folders,
  );
  const inputs = input.kind === "named" ? input.inputs : [input];
  if (flags["follow-links"] && !inputs.some(({ kind }) => kind === "folder" || kind === "detect")) {
    throw new UserError(
      "--follow-links goes with --from-dir, which is not there. Add it, or leave --follow-links out",
    );
  }
  const { report, reportFile, page } = reportOf(one("report"));
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
  const projectName = one("name");
  const expected = projectName === undefined ? undefined : expectedProjectName(projectName);
  if (expected !== undefined) throw new UserError(`--name takes ${expected}, not "${projectName}"`);
  const excluding = (["stdout", "dry-run", "diff"] as const).filter((name) => flags[name]);
  const onStdout = [...excluding, ...report === "json" ? ["report json"] : []];
  if (flags.stdout && onStdout.length > 1) {
    throw new UserError(
      `${
        onStdout.map((name) => `--${name}`).join(" and ")
      } would both be on standard output. Leave one of them out`,
    );
  }
  if (flags.quiet && flags.verbose) {
    throw new UserError("--quiet and --verbose say opposite things. Leave one of them out");
  }
  return {
    input,
    namespace: one("namespace"),
    outputDir: one("output-dir") ?? ".",
    choosesOutput: one("output-dir") !== undefined,
    composeFile,
    name: projectName,
    local: flags.local,
    writes: excluding.length === 0,
    stdout: flags.stdout,
    diff: flags.diff,
    clean: flags.clean,
    yes: flags.yes,
    followLinks: flags["follow-links"],
    downloadTools: flags["download-tools"],
    extensions: flags.extension,
    extensionsDirs: flags["extensions-dir"],
    ignoreCompatibilityErrors: flags["ignore-compatibility-errors"],
    trust: flags.trust,
    acceptChanges: flags["accept-changes"],
    volume: flags.quiet ? "quiet" : flags.verbose ? "verbose" : "normal",
    strict: flags.strict,
    strictFields: flags["--strict"].includes("fields"),
    report,
    ...(reportFile === undefined ? {} : { reportFile }),
    page,
    graph: graphFile(one("graph")),
    debug: flags.debug,
    pin: flags.pin,
    script: flags.script,
    up: false,
    timeout: secondsOf(one("timeout")),
    help: flags.help,
    version: flags.version,
  };
}

/** What `--report` says: that the report goes to standard output, or the file that it goes to. */
export function reportOf(
  value: string | undefined,
): Pick<CommandOptions, "report" | "reportFile" | "page"> {
  if (value === undefined) return { report: undefined };
  if (value === "json") return { report: "json" };
  if (value.endsWith(".json")) return { report: undefined, reportFile: value };
  if (value.endsWith(".html")) return { report: undefined, page: value };
  throw new UserError(
    `--report takes "json", or the name of a file that ends in .json or .html, not "${value}"`,
  );
}

/** Forms of a drawing, by the end of its file's name. */
const GRAPHS = [".svg", ".mmd"] as const;

/** The file of a drawing, checked: its name says its form. */
function graphFile(path: string | undefined): string | undefined {
  if (path === undefined || GRAPHS.some((end) => path.endsWith(end))) return path;
  throw new UserError(
    `--graph takes the name of a file that ends in ${GRAPHS.join(" or ")}, not "${path}"`,
  );
}

function secondsOf(written: string | undefined): number {
  if (written === undefined) return DEFAULT_TIMEOUT;
  if (/^\d+$/.test(written) && Number(written) > 0) return Number(written);
  throw new UserError(
    `--timeout takes a number of seconds, such as ${DEFAULT_TIMEOUT}, not "${written}"`,
  );
}

/** The words among the arguments, and the options of the flags when some words are left over. */
export function readWords(
  args: readonly string[],
  settings: CommandSettings,
): { words: string[]; options: (left: readonly string[]) => CommandOptions } {
  const { flags, words } = readFlags(args, settings);
  // A folder has no place beside them.
  const folders = settings.input === "detect" ? [] : undefined;
  const options = (left: readonly string[]) => {
    if (!flags.help && !flags.version) checkTaken(namesIn(flags), words[0]);
    return optionsOf(flags, left, folders);
  };
  return { words, options };
}

/**
 * The subcommand that help is asked about, as `help up` or `up --help`; nothing where it is about all of them.
 *
 * @throws {UserError} for `help` with a word that is no subcommand.
 */
export function wordAskedAbout(
  args: readonly string[],
  settings: CommandSettings = DEFAULT_SETTINGS,
): Subcommand | undefined {
  const { words: [first, second] } = readFlags(args, settings);
  const asks = first === "help";
  const word = asks ? second : first;
  const found = SUBCOMMANDS.find(({ name, usage }) => name === word && usage.length > 0);
  if (found || !asks || word === undefined || word === "help" || word === "version") return found;
  throw new UserError(
    `there is no command "${word}". ${insteadOf(word) ?? "See what there is with: help"}`,
  );
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
  const { words: [command, ...words], options: optionsBeside } = readWords(args, settings);
  if (command !== "extensions") return undefined;
  if (words[0] === "new") {
    throw new UserError(
      `"extensions" shows those that there are. To start one: extension new NAME`,
    );
  }
  if (words[0] !== undefined && words[0] !== "info") {
    const name = words[1] ?? (nearestName(words[0], ["info"]) ? "NAME" : words[0]);
    throw new UserError(
      `"${
        words[0]
      }" is not expected here: "extensions" alone lists those that there are. To show one: extensions info ${name}`,
    );
  }
  if (words[0] === undefined) return { options: optionsBeside(words) };
  const [, name, ...rest] = words;
  const options = optionsBeside(rest);
  if (name === undefined && !options.help) {
    throw new UserError(`"extensions info" needs the name of an extension. See --help`);
  }
  return { name, options };
}

/**
 * Reads `images`; nothing where the first word is another.
 *
 * @throws {UserError} as {@linkcode parseCommand}.
 */
export function parseImages(
  args: readonly string[],
  settings: CommandSettings = DEFAULT_SETTINGS,
): CommandOptions | undefined {
  const { words: [command, ...words], options } = readWords(args, settings);
  return command === "images" ? options(words) : undefined;
}

/** Flags that read standard input, as they are typed. */
const READERS: Readonly<Record<string, string>> = {
  "--from-dir": "--from-dir",
  "--file": "--file",
  "-f": "--file",
};

/** `--from-dir -` and `-f -` as one word: parseArgs takes a lone `-` for no value. */
function joinStdin(args: readonly string[]): string[] {
  const end = args.includes("--") ? args.indexOf("--") : args.length;
  const joined: string[] = [];
  for (let at = 0; at < args.length; at++) {
    const flag = ownValue(READERS, args[at]);
    const isStdin = at + 1 < end && flag !== undefined && args[at + 1] === STDIN;
    joined.push(isStdin ? `${flag}=${args[++at]}` : args[at]);
  }
  return joined;
}
