/**
 * The words that stand for what the command does besides converting, as data: which flags each takes, `--help`, and what
 * completes them.
 *
 * @module
 */

import { nearestName } from "../../pacts/nearest.ts";
import { UserError } from "../core/user_error.ts";
import { type Flag, FLAGS, typed } from "./flags.ts";

/** A word that the command may begin with. */
export interface Subcommand {
  readonly name: string;
  /** How it is typed, behind the command's name, and what that does. */
  readonly usage: readonly (readonly [words: string, help: string])[];
  /** What it does, in a few words. */
  readonly help: string;
  /** Whether it does something with a flag. */
  readonly takes: (flag: Flag) => boolean;
  /** What flags are for, where that is not what they are for else. */
  readonly flagHelp?: Readonly<Record<string, string>>;
}

/** What converts takes all but what is another's own. */
function converting({ only }: Flag, command?: string): boolean {
  return only === undefined || only === command;
}

const SAID = ["quiet", "verbose", "debug"];
const ASKED = ["help", "version"];
const SHOWN = ["stdout", "dry-run", "diff"];

/** What writes the start of something asks where to. */
function startingTakes({ name }: Flag): boolean {
  return [...SAID, ...ASKED, "output-dir"].includes(name);
}

/** It writes a folder of its own. */
const STARTING = { "output-dir": "where the new folder goes (.)" };

/** There must be a project already. */
const ASKING = { "output-dir": "where compose.yml and dekube.yaml are (.)" };

/** All of them, in the order of `--help`. */
export const SUBCOMMANDS: readonly Subcommand[] = [
  {
    name: "up",
    usage: [["up", "convert, start it, and wait until it runs"]],
    help: "convert, start it, and wait until it runs",
    takes: (flag) => converting(flag, "up") && !SHOWN.includes(flag.name),
  },
  {
    name: "images",
    usage: [["images", "list the images of what was converted"]],
    help: "list the images of what was converted",
    takes: ({ name, only }) =>
      only === "images" ||
      [...SAID, ...ASKED, "report", "output-dir", "compose-file"].includes(name),
    flagHelp: ASKING,
  },
  {
    name: "extensions",
    usage: [
      ["extensions", "list the extensions that there are"],
      ["extensions info NAME", "show one of them"],
    ],
    help: "list the extensions that there are",
    takes: ({ name, group }) =>
      group === "extensions" || [...SAID, ...ASKED, "report", "output-dir"].includes(name),
    flagHelp: ASKING,
  },
  {
    name: "extension",
    usage: [["extension new NAME", "write the start of one, with its test"]],
    help: "write the start of one",
    takes: startingTakes,
    flagHelp: STARTING,
  },
  {
    name: "distribution",
    usage: [["distribution new NAME", "write the start of a distribution"]],
    help: "write the start of one",
    takes: startingTakes,
    flagHelp: STARTING,
  },
  {
    name: "completion",
    usage: [["completion SHELL", "print what completes the flags in a shell"]],
    help: "print what completes the flags in a shell",
    takes: ({ name }) => ASKED.includes(name),
  },
  { name: "help", usage: [], help: "print the flags", takes: () => true },
  { name: "version", usage: [], help: "print the version", takes: () => true },
];

/**
 * Refuses flags that a word, or the command without one, does nothing with. `given` is the names of those that are there.
 *
 * @throws {UserError} for the first of them.
 */
export function checkTaken(given: readonly string[], word?: string): void {
  const subcommand = SUBCOMMANDS.find(({ name }) => name === word);
  const takes = subcommand?.takes ?? converting;
  for (const name of given) {
    const flag: Flag = FLAGS.find((flag) => flag.name === name)!;
    if (takes(flag)) continue;
    throw new UserError(
      subcommand === undefined
        ? `${typed(name)} goes with "${flag.only}", which is not there. Put it in front, or leave ${
          typed(name)
        } out`
        : `"${subcommand.name}" does nothing with ${typed(name)}. Leave one of them out`,
    );
  }
}

/** What other programs have words for, and what stands for it here. */
const HABITS: readonly (readonly [words: readonly string[], here: (word: string) => string])[] = [
  [
    ["convert", "template", "render", "generate", "build", "apply"],
    () => "To convert takes no word: leave it out",
  ],
  [["install", "deploy", "start", "run"], () => `To convert and start it is "up"`],
  [
    [
      ...["attach", "commit", "config", "cp", "down", "events", "exec", "kill", "logs"],
      ...["ls", "pause", "port", "ps", "pull", "push", "restart", "rm", "scale", "stats", "stop"],
      ...["top", "unpause", "volumes", "wait", "watch"],
    ],
    (word) => `Docker Compose does that, in the output folder: docker compose ${word}`,
  ],
  [["diff"], () => "To see what would change is a flag: --diff"],
  [["list", "plugins", "info"], () => `"extensions" lists those that there are`],
  [["new", "init", "create"], () => `"extension new NAME" and "distribution new NAME" start one`],
];

/** Whether a word is a command. */
export function isCommand(word: string): boolean {
  return SUBCOMMANDS.some(({ name }) => name === word);
}

/**
 * What to do instead of a word that is no command, for who has the habit of another program; nothing where no other has it.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(
 *   insteadOf("down"),
 *   "Docker Compose does that, in the output folder: docker compose down",
 * );
 * assertEquals(insteadOf("imges"), `Perhaps the command "images" is meant`);
 * assertEquals(insteadOf("./shop"), undefined);
 * ```
 */
export function insteadOf(word: string): string | undefined {
  if (isCommand(word)) return "It is a command, and those are run one at a time";
  const habit = HABITS.find(([words]) => words.includes(word));
  if (habit) return habit[1](word);
  const near = nearestName(word, SUBCOMMANDS.map(({ name }) => name));
  return near === undefined ? undefined : `Perhaps the command "${near}" is meant`;
}
