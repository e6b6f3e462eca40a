/**
 * `up`: starts a project, waits until it runs, and says where it can be reached, or why it does not run.
 *
 * @module
 */

import { join } from "@std/path";
import { withoutEnd } from "../../../pacts/ends.ts";
import { printable } from "../../../pacts/printable.ts";
import { shellQuote } from "../../../pacts/shell.ts";
import type { EntryPoint } from "../../core/entry_points.ts";
import type { InnerPort } from "../../core/port_to_publish.ts";
import { parseContainers } from "../../io/compose/containers.ts";
import { folderElsewhere, parseComposeFiles } from "../../io/compose/elsewhere.ts";
import { type ModelService, parseModel, parseProjectName } from "../../io/compose/model.ts";
import { runCompose } from "../../io/compose/program.ts";
import { InputError } from "../../io/errors.ts";
import { endPrograms, type ProgramResult } from "../../io/run_program.ts";
import { clearLines, isLive, LiveLine } from "../live_line.ts";
import type { CommandOptions } from "../args.ts";
import { withColor } from "../color.ts";
import { endOnSignal } from "../end_on_signal.ts";
import { composeArgs, type ComposePlace, explain, typedCommand } from "./explain.ts";
import { remedyOf } from "./refusal.ts";
import { waysIn } from "../ways_in.ts";
import { type Condition, describeStates, type ServiceState, Watch } from "./watch.ts";

/** What came of it. */
export interface UpOutcome {
  /** `up`, or why not. */
  outcome: "up" | "failed" | "timeout";
  /** How far each service has come. */
  services: Record<string, Condition>;
  /** Why it is not up, as it was said. */
  reason?: string;
}

/** How it is started. */
export interface UpOptions extends Pick<CommandOptions, "volume" | "report" | "timeout"> {
  /** How people get in. */
  entryPoints: readonly EntryPoint[];
  /** What people may want to open, where there is no way in. */
  portToPublish?: InnerPort;
  /** Time between two looks. */
  pollMs?: number;
}

const POLL_MS = 1_000;
const MOST_EXPLAINED = 5;
const MOST_SAID = 10;
const MOST_NAMED = 10;

/** Starts a project and waits. What there is to say goes to standard error. */
export async function startProject(place: ComposePlace, options: UpOptions): Promise<UpOutcome> {
  const model = await readModel(place);
  const services = parseModel(model);
  const elsewhere = await isElsewhere(parseProjectName(model), place);
  if (elsewhere !== undefined) {
    say(elsewhere);
    return { outcome: "failed", services: namesWaiting(services), reason: elsewhere };
  }
  const watch = new Watch(services);
  const [started, isLate] = await startAndWait(place, options, watch);
  const states = Object.fromEntries(
    watch.states.map(({ service, condition }) => [service, condition]),
  );
  if (started?.success && watch.isUp) {
    if (options.volume !== "quiet") sayIsUp(watch, options, place);
    return { outcome: "up", services: states };
  }
  const reasons: string[] = [];
  for await (const text of whyNotUp(watch, started, isLate ? options.timeout : undefined, place)) {
    say(text);
    reasons.push(text);
  }
  const outcome = isLate ? "timeout" : "failed";
  return { outcome, services: states, reason: reasons.join("\n") };
}

async function readModel(place: ComposePlace): Promise<string> {
  const { success, stdout, stderr } = await runCompose(place.compose, [
    ...composeArgs(place),
    ...["config", "--format", "json"],
  ], { cwd: place.outputDir });
  if (success) return stdout;
  throw new InputError(
    `${typedCommand(place, "config")} refuses the project: ${
      stderr.trim().split("\n").at(-1)
    }. It is written, but was not started. Mend what it names in dekube.yaml, or in a file of yours beside compose.yml`,
  );
}

/** Whether a project of the name is run from another folder, whose containers these would take the place of: what is said then. */
async function isElsewhere(name: string, place: ComposePlace): Promise<string | undefined> {
  const { success, stdout } = await runCompose(place.compose, ["ls", "--all", "--format", "json"]);
  if (!success || stdout.trim() === "") return undefined;
  const { outputDir, composeFile = "compose.yml" } = place;
  const folder = await folderElsewhere(
    parseComposeFiles(stdout, name),
    join(outputDir, composeFile),
  );
  if (folder === undefined) return undefined;
  const down = [...place.compose.words, "-p", name, "down"].map(shellQuote).join(" ");
  const lines = [
    `✖ a project "${name}" is there already, started from ${folder}, and Compose would put these containers in the place of its own. Give this one another "name" in dekube.yaml, and convert again; or take that one down: ${down}`,
    "✖ Nothing was started. compose.yml is written.",
  ];
  return lines.map(printable).join("\n");
}

function namesWaiting(services: ReadonlyMap<string, ModelService>): Record<string, Condition> {
  return Object.fromEntries([...services.keys()].map((service) => [service, "waiting"]));
}

/**
 * Starts the containers, and looks on until all are up, one is beyond hope, or the time is over. Gives what Compose came
 * to, where it ended by itself, and whether it was too late.
 */
async function startAndWait(
  place: ComposePlace,
  options: UpOptions,
  watch: Watch,
): Promise<[started: ProgramResult | undefined, isLate: boolean]> {
  const { timeout, pollMs = POLL_MS } = options;
  const progress = new Progress(options);
  using _line = progress;
  using _tidy = endOnSignal(() => {
    endPrograms();
    progress[Symbol.dispose]();
    sayStopped(watch, place);
  });
  let started: ProgramResult | undefined;
  // What is to be pulled or built first takes as long as it takes.
  let begun: number | undefined;
  const starting = runCompose(place.compose, [...composeArgs(place), "up", "--detach"], {
    cwd: place.outputDir,
    onStderr: (text) => {
      for (const line of text.split("\n").map((line) => line.trim()).filter(Boolean)) {
        if (/^Container .* (Starting|Started|Waiting|Running|Healthy)$/.test(line)) {
          begun ??= performance.now();
        }
        progress.hear(line);
      }
    },
  }).then((result) => {
    started = result;
    begun ??= performance.now();
  });
  const isLate = () => begun !== undefined && performance.now() - begun > timeout * 1000;
  while (true) {
    await Promise.race([started ? undefined : starting, pause(pollMs)].filter(Boolean));
    const hasEnded = started !== undefined;
    const { success, stdout } = await runCompose(place.compose, [
      ...composeArgs(place),
      ...["ps", "--all", "--format", "json"],
    ], { cwd: place.outputDir });
    if (success) watch.see(parseContainers(stdout), performance.now(), !hasEnded);
    if (begun !== undefined) progress.show(describeStates(watch.states));
    // It ended during the look: only the next one shows what it left.
    if (started && !hasEnded) continue;
    if (started && !started.success) return [started, false];
    if (started && watch.isUp) return [started, false];
    if (begun !== undefined && watch.isStuck) break;
    if (isLate()) {
      if (!started) endPrograms();
      await starting;
      return [started!.success ? started : undefined, true];
    }
    if (hasEnded) await pause(pollMs);
  }
  if (!started) endPrograms();
  const wasStarted: ProgramResult | undefined = started;
  await starting;
  return [wasStarted, false];
}

/** What is seen while it starts: one line on a terminal, a line for each change elsewhere. */
class Progress implements Disposable {
  readonly #line?: LiveLine;
  readonly #isQuiet: boolean;
  #last = "";

  constructor(options: UpOptions) {
    this.#isQuiet = options.volume === "quiet";
    if (isLive(options)) this.#line = new LiveLine("starting");
  }

  /** A line of Compose's own. */
  hear(line: string): void {
    const [, warning] = /level=warning msg="((?:[^"\\]|\\.)*)"/.exec(line) ?? [];
    if (warning !== undefined) {
      clearLines();
      if (!this.#isQuiet) say(printable(`⚠ Compose: ${unquoted(warning)}`));
    } else if (this.#line && this.#last === "") this.#line.text = line;
  }

  /** How far it has come. */
  show(text: string): void {
    if (text === this.#last) return;
    this.#last = text;
    if (this.#line) this.#line.text = text;
    else if (!this.#isQuiet) console.error(printable(`… ${text}`));
  }

  [Symbol.dispose](): void {
    this.#line?.[Symbol.dispose]();
  }
}

function sayIsUp(
  watch: Watch,
  { entryPoints, portToPublish }: UpOptions,
  place: ComposePlace,
): void {
  const count = watch.states.length;
  const folder = place.outputDir === "." ? "" : `${withoutEnd(place.outputDir, "/")}/`;
  const lines = [
    `Up: ${count === 1 ? "1 service" : `all ${count} services`} (${describeStates(watch.states)}).`,
    ...waysIn(entryPoints, { folder, portToPublish }),
    `Stop it with: ${typedCommand(place, "down")}`,
  ];
  say(lines.map(printable).join("\n"));
}

function sayStopped(watch: Watch, place: ComposePlace): void {
  const lines = [
    `Stopped waiting. What was started still runs: ${
      describeStates(watch.states) || "nothing yet"
    }.`,
    `Look at it with: ${typedCommand(place, "ps")}`,
    `Stop it with: ${typedCommand(place, "down")}`,
  ];
  say(lines.map(printable).join("\n"));
}

const WORTH_EXPLAINING: readonly Condition[] = ["failed", "crashing", "unhealthy", "starting"];

/** All that there is to say of a project that is not up, part by part. */
async function* whyNotUp(
  { states }: Watch,
  started: ProgramResult | undefined,
  timeout: number | undefined,
  place: ComposePlace,
): AsyncGenerator<string> {
  const bad = WORTH_EXPLAINING.flatMap((condition) =>
    states.filter((state) => state.condition === condition)
  ).filter(({ condition }) => timeout !== undefined || condition !== "starting");
  const refusal = started && !started.success ? started.stderr : "";
  const remedy = remedyOf(refusal);
  if (refusal !== "" && (remedy !== undefined || bad.length === 0)) {
    yield refused(refusal, remedy, place);
  }
  for (const state of bad.slice(0, MOST_EXPLAINED)) yield await explain(state, place);
  const more = bad.slice(MOST_EXPLAINED);
  const waiting = states.filter(({ condition }) => condition === "waiting");
  const lines = [
    ...more.length > 0 ? [`✖ Nor are these up: ${namesOf(more)}`] : [],
    ...bad.length > 0 && waiting.length > 0
      ? [`ℹ Not started, since they wait for others: ${namesOf(waiting)}`]
      : [],
    waiting.length === states.length
      ? "✖ Nothing was started. compose.yml is written."
      : timeout === undefined
      ? `✖ Not all is up: ${
        describeStates(states)
      }. compose.yml is written, and what was started still runs.`
      : `✖ Not all is up after ${timeout} s: ${
        describeStates(states)
      }. What was started still runs. To wait longer: --timeout SECONDS`,
    ...waiting.length === states.length ? [] : [`Stop it with: ${typedCommand(place, "down")}`],
  ];
  yield lines.map(printable).join("\n");
}

/** What Compose said, without what it has done by then. */
function refused(said: string, remedy: string | undefined, place: ComposePlace): string {
  const lines = said.split(/\r?\n/).map((line) => line.trim()).filter((line) =>
    line !== "" && !/^(Container|Network|Volume|Image) .* \w+$/.test(line)
  ).slice(-MOST_SAID);
  const all = [
    `✖ ${typedCommand(place, "up")} failed:`,
    ...lines.map((line) => `    ${line}`),
    ...remedy ? [`  ${remedy}`] : [],
  ];
  return all.map(printable).join("\n");
}

function namesOf(states: readonly ServiceState[]): string {
  const more = states.length > MOST_NAMED ? ` and ${states.length - MOST_NAMED} more` : "";
  return states.slice(0, MOST_NAMED).map(({ service }) => service).join(", ") + more;
}

function say(text: string): void {
  console.error(withColor(text));
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** A text as Go quotes it, which is JSON's way for all but a few characters. */
function unquoted(text: string): string {
  try {
    return JSON.parse(`"${text}"`);
  } catch {
    return text;
  }
}
