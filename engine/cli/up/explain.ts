/**
 * What is said of a service that did not come up: its exit code, its last lines, and what to do.
 *
 * @module
 */

import { mapping, mappings, settingPath, word } from "../../../pacts/mod.ts";
import { printable } from "../../../pacts/printable.ts";
import { shellQuote } from "../../../pacts/shell.ts";
import { parseAnswer } from "../../io/compose/answer.ts";
import { type ComposeProgram, runCompose } from "../../io/compose/program.ts";
import { runProgram } from "../../io/run_program.ts";
import type { ServiceState } from "./watch.ts";

/** So much of a log is shown. */
const LAST_LINES = 20;
const LONGEST_LINE = 400;

/** Where and with what a project is run. */
export interface ComposePlace {
  compose: ComposeProgram;
  /** The output folder, as the user gave it. */
  outputDir: string;
  /** The Compose file, where it is not the usual one. */
  composeFile?: string;
}

/** The arguments that a command for the project begins with. */
export function composeArgs({ composeFile }: ComposePlace): string[] {
  return composeFile === undefined ? [] : ["-f", composeFile];
}

/** A command for the project, as a user types it. */
export function typedCommand(place: ComposePlace, ...args: string[]): string {
  const { compose, outputDir } = place;
  const cd = outputDir === "." ? "" : `cd ${shellQuote(outputDir)} && `;
  return cd + [...compose.words, ...composeArgs(place), ...args].map(shellQuote).join(" ");
}

/** All that there is to say of a service that did not come up, in lines. */
export async function explain(state: ServiceState, place: ComposePlace): Promise<string> {
  const { service, condition } = state;
  const inspected = await inspect(state, place);
  const lines = condition === "unhealthy" ? inspected.check : await lastLines(service, place);
  const what = condition === "unhealthy" ? "the check said" : "it said last";
  return [
    `✖ ${service} ${whatHappened(state)}${lines.length > 0 ? `; ${what}:` : ", and said nothing."}`,
    ...lines.map((line) => `    ${line}`),
    ...hints(state, inspected.isOutOfMemory).map((hint) => `  ${hint}`),
    `  All that it says: ${typedCommand(place, "logs", service)}`,
  ].map(printable).join("\n");
}

function whatHappened({ condition, exitCode }: ServiceState): string {
  switch (condition) {
    case "failed":
      return `ended with exit code ${exitCode}`;
    case "crashing":
      return `ends with exit code ${exitCode} again and again`;
    case "unhealthy":
      return "runs, but its health check fails";
    default:
      return `is not there yet (${condition})`;
  }
}

/** What to do, by what is known of exit codes. */
function hints({ service, condition, exitCode }: ServiceState, isOutOfMemory: boolean): string[] {
  const at = (path: string) => `${settingPath("overrides", service)}.${path} in dekube.yaml`;
  if (isOutOfMemory) {
    return [`It had no memory left. Give it more: ${at("deploy.resources.limits.memory")}`];
  }
  if (condition === "unhealthy") {
    return [
      `Where the image lacks the program that checks, or it needs longer: ${at("healthcheck")}`,
    ];
  }
  if (condition === "starting") return ["Where it needs longer, wait with --timeout SECONDS"];
  switch (exitCode) {
    case 126:
      return [`What is to be run is not executable: ${at("entrypoint")}, ${at("user")}`];
    case 127:
      return [`What is to be run is not in the image: ${at("entrypoint")}, ${at("image")}`];
    case 137:
      return [
        `Something killed it, most likely for want of memory: ${
          at("deploy.resources.limits.memory")
        }`,
      ];
    default:
      return [`What it is told is for you to change: ${at("environment")}, ${at("command")}`];
  }
}

/** The last lines of a service's log. */
async function lastLines(service: string, place: ComposePlace): Promise<string[]> {
  const { stdout, stderr } = await runCompose(place.compose, [
    ...composeArgs(place),
    ...["logs", "--no-color", "--no-log-prefix", "--tail", `${LAST_LINES}`, "--", service],
  ], { cwd: place.outputDir });
  return textLines(stdout || stderr);
}

/** What docker knows beyond what Compose tells; nothing where there is no docker. */
async function inspect(
  { containers }: ServiceState,
  { compose: { words: [program] } }: ComposePlace,
): Promise<{ isOutOfMemory: boolean; check: string[] }> {
  const nothing = { isOutOfMemory: false, check: [] };
  if (program !== "docker" || containers.length === 0) return nothing;
  const { success, stdout } = await runProgram(program, [
    ...["inspect", "--format", "{{json .State}}", ...containers],
  ]);
  if (!success) return nothing;
  const states = stdout.trim().split("\n").map((line) => mapping(parseAnswer(line)));
  const checks = states.flatMap(({ Health }) => mappings(mapping(Health).Log));
  return {
    isOutOfMemory: states.some(({ OOMKilled }) => OOMKilled === true),
    check: textLines(word(checks.at(-1)?.Output)),
  };
}

/** The last lines of a text; what is said again and again, be it several lines, is shown once, with how often. */
export function textLines(text: string): string[] {
  const lines = text.split(/\r?\n/).map((line) => line.trimEnd()).filter((line) => line !== "");
  const runs: { line: string; count: number }[] = [];
  for (const line of lines) {
    if (runs.at(-1)?.line === line) runs.at(-1)!.count++;
    else runs.push({ line, count: 1 });
  }
  const shown = runs.slice(-LAST_LINES).map(({ line, count }) =>
    `${line.length > LONGEST_LINE ? `${line.slice(0, LONGEST_LINE)}…` : line}${
      count > 1 ? ` (${count} times)` : ""
    }`
  );
  const { size, times } = repetition(shown);
  return times === 1 ? shown : [...shown.slice(-size), `(${size} lines, ${times} times)`];
}

/** How many lines at the end stand there several times, where that is all that there is, but for one that was cut off. */
function repetition(lines: readonly string[]): { size: number; times: number } {
  for (let size = 2; size * 2 <= lines.length; size++) {
    const isRepeated = lines.every((line, at) =>
      at + size >= lines.length || line === lines[at + size]
    );
    if (isRepeated) return { size, times: Math.floor(lines.length / size) };
  }
  return { size: lines.length, times: 1 };
}
