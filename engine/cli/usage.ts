/**
 * What `--help` prints.
 *
 * @module
 */

import { type CommandSettings, DEFAULT_SETTINGS } from "../io/distribution/command_settings.ts";
import { type Subcommand, SUBCOMMANDS } from "./commands.ts";
import { type Flag, type FlagGroup, flagsFor, typed } from "./flags.ts";

/** Column in which what a flag is for begins. */
const COLUMN = 25;

/** Text of `--help`. */
export function usage(command: string, settings: CommandSettings = DEFAULT_SETTINGS): string {
  const { input, tools } = settings;
  const detects = input === "detect";
  const flags = flagsFor(tools !== undefined).map((flag) => ({
    ...flag,
    help: helpOf(flag, settings),
  }));
  const lines = (group: FlagGroup) =>
    flags.filter((flag) => flag.group === group).map(lineOf).join("");
  return `Turns Kubernetes manifests into a Docker Compose project.

Usage: ${command} ${detects ? "[PATH...] " : ""}[options] [-- arguments for the renderer]
${subcommands(command, detects)}
Examples:
${examples(command, detects)}
${detects ? LOOKING : ""}Input, one or more of:
${lines("input")}
What follows -- goes as it stands to helmfile template, helm template or kustomize.

Output:
${lines("output")}
Messages:
${lines("messages")}
Extensions:
${lines("extensions")}
${lines("words")}${lines("others")}
Settings are in DIR/dekube.yaml of the output folder; the first run writes it.
Exit codes: 0 done; 1 failed, nothing written; 2 no services came out, nothing written;
3 done, but not without messages (--strict); 4 written, but not all of it came up (up).
`;
}

/** Groups in the order in which a subcommand has them: its own flags first. */
const GROUPS: readonly FlagGroup[] = [
  "words",
  "input",
  "output",
  "messages",
  "extensions",
  "others",
];

/** Text of `help WORD`: how that is typed, and the flags that it takes. */
export function usageOf(
  word: Subcommand,
  command: string,
  settings: CommandSettings = DEFAULT_SETTINGS,
): string {
  const flags = flagsFor(settings.tools !== undefined).filter(word.takes)
    .map((flag) => ({ ...flag, help: word.flagHelp?.[flag.name] ?? helpOf(flag, settings) }));
  const parts = GROUPS.map((group) =>
    flags.filter((flag) => flag.group === group).map(lineOf).join("")
  );
  return `Usage: ${subcommands(command, settings.input === "detect", [word]).trimStart()}
${parts.filter((part) => part !== "").join("\n")}
All flags, and what else there is: ${command} --help
`;
}

/** A line for each way in which a subcommand is typed. */
function subcommands(
  command: string,
  detects: boolean,
  which: readonly Subcommand[] = SUBCOMMANDS,
): string {
  const rows = which.flatMap(({ usage }) => usage).map(([words, help]) => [
    `${command} ${words}${words === "up" ? `${detects ? " [PATH...]" : ""} [options]` : ""}`,
    help,
  ]);
  const width = Math.max(...rows.map(([words]) => words.length));
  return rows.map(([words, help]) => `       ${words.padEnd(width)}  ${help}\n`).join("");
}

function helpOf({ name, help }: Flag, { input, tools }: CommandSettings): string {
  if (name === "helmfile-dir" && input !== "detect") return `${help} (.)`;
  if (name === "download-tools") return `download helm or helmfile into ${tools} where missing`;
  return help;
}

/** `  -o, --output-dir, --out DIR  what it is for`, the names on a line of their own where there is no room. */
function lineOf({ name, others = [], value, below, help }: Flag): string {
  const short = others.filter((other) => other.length === 1);
  const long = others.filter((other) => other.length > 1);
  const names = [...short, name, ...long].map(typed).join(", ");
  const left = `${below ? "    " : "  "}${names}${value ? ` ${value}` : ""}`;
  const [first, ...more] = help.split("\n");
  const start = left.length + 2 > COLUMN ? `${left}\n${" ".repeat(COLUMN)}` : left.padEnd(COLUMN);
  return [`${start}${first}`, ...more.map((line) => " ".repeat(COLUMN) + line)].join("\n") + "\n";
}

function examples(command: string, detects: boolean): string {
  return [
    ...detects ? [`${command}`, `${command} up`, `${command} ./shop --out out`] : [],
    `${command} --helm-chart ./chart -n shop --out out`,
    `${command} up --helm-chart ./chart -n shop --out out`,
    `${command} --helmfile-dir . -e staging --out out`,
    `helm template shop ./chart | ${command} --from-dir - --out out`,
  ].map((line) => `  ${line}\n`).join("");
}

const LOOKING =
  `Without an input it looks at each PATH, or the current folder, and takes what comes first:
  1. helmfile.yaml, .yml or .gotmpl, helmfile.d
  2. Chart.yaml: with values-ENV.yaml where there is an --env ENV
  3. kustomization.yaml: overlays/ENV where there is an --env ENV
  4. YAML files with "kind:", and those in the folders below
Where a folder has none of them, it takes what is below. It says what it found.
What the chart depends on is built first.

`;
