/**
 * One run of the command, from arguments to exit code.
 *
 * @module
 */

import { type Diagnostic, Diagnostics } from "../../pacts/mod.ts";
import { withoutAccepted } from "../core/findings/accepted.ts";
import { type CommandSettings, DEFAULT_SETTINGS } from "../io/distribution/command_settings.ts";
import { endNow } from "../io/before_the_end.ts";
import { RendererFailure } from "../io/errors.ts";
import { type ComposeProgram, findCompose } from "../io/compose/program.ts";
import { OutputSession } from "../io/output/session.ts";
import { answerExtensions } from "./answer_extensions.ts";
import {
  type CommandOptions,
  CONFIG_FILES,
  parseCommand,
  parseExtensions,
  parseImages,
} from "./args.ts";
import { withColor } from "./color.ts";
import type { KnownInput } from "./command_input.ts";
import { completionScript, parseCompletion } from "./completion.ts";
import { convertAndWrite, type Result } from "./convert_and_write.ts";
import { detectInputs } from "./detect_input.ts";
import { endOnSignal } from "./end_on_signal.ts";
import { failureMessage, stackOf } from "./failure_message.ts";
import { answerImages } from "./images/answer_images.ts";
import { showing } from "./live_line.ts";
import type { CommandDistribution } from "./load_extensions.ts";
import { hasWarnings, type Outcome, renderReport } from "./outcome.ts";
import { parseNew, writeNew } from "./new/write_new.ts";
import { placeOutput } from "./place_output.ts";
import { printDiagnostics, printFailure } from "./print.ts";
import { lacksTools, provideTools, toolsFor, toolsPlace } from "./provide_tools.ts";
import { requirePermissions } from "./require_permissions.ts";
import { OBEYED_FILES } from "./secret_files.ts";
import { showChanges } from "./show_changes.ts";
import { StandardOutput } from "./standard_output.ts";
import { summary } from "./summary.ts";
import { startProject } from "./up/start_project.ts";
import { usage } from "./usage.ts";

/** Runs the command. Returns its exit code; see {@linkcode Outcome}. */
export async function run(
  args: readonly string[],
  distribution: CommandDistribution,
): Promise<number> {
  using output = new StandardOutput();
  const outcome = await attempt(args, distribution, output);
  if (outcome.diagnostics && asksForReport(args)) {
    output.print(renderReport(outcome as Outcome, distribution.manifest));
  }
  return outcome.exitCode;
}

/** Programs want to know of a mistake in the flags, too. */
function asksForReport(args: readonly string[]): boolean {
  return args.some((arg, index) =>
    arg === "--report=json" || (arg === "--report" && args[index + 1] === "json")
  );
}

/** An outcome; of what only answers a question there is nothing to report. */
type Attempt = Pick<Outcome, "exitCode"> & Partial<Outcome>;

async function attempt(
  args: readonly string[],
  distribution: CommandDistribution,
  output: StandardOutput,
): Promise<Attempt> {
  const diagnostics = new Diagnostics();
  const announced: Diagnostic[] = [];
  let options: CommandOptions | undefined;
  try {
    const settings = await settingsFor(args, distribution);
    const query = parseExtensions(args, settings);
    const shell = query ? undefined : parseCompletion(args, settings);
    const start = query || shell ? undefined : parseNew(args, settings);
    const images = query || shell || start ? undefined : parseImages(args, settings);
    options = query?.options ?? shell?.options ?? start?.options ?? images ??
      parseCommand(args, settings);
    const { name, version } = distribution.manifest;
    if (options.help || options.version) {
      output.print(options.help ? usage(name, settings) : `${name} ${version}`);
      return { exitCode: 0 };
    }
    if (shell) {
      output.print(completionScript(shell.name, name, settings));
      return { exitCode: 0 };
    }
    if (start) {
      output.print(await writeNew(start));
      return { exitCode: 0 };
    }
    const { volume } = options;
    const notes: Diagnostic[] = [];
    options = await placeOutput(
      { ...options, writes: options.writes && !images && !query },
      (note) => notes.push(note),
    );
    if (images) {
      output.print(await answerImages(options));
      return { exitCode: 0 };
    }
    if (query) {
      const text = await answerExtensions({ ...query, options }, distribution, diagnostics);
      printDiagnostics(diagnostics, volume);
      output.print(text);
      return { exitCode: 0 };
    }
    const announce = (note: Diagnostic) => {
      announced.push(note);
      printDiagnostics([note], volume);
    };
    const compose = options.up ? await findCompose() : undefined;
    const input = await knownInput(options, name, announce);
    notes.forEach(announce);
    requirePermissions(input, options);
    const tools = settings.tools === undefined ? [] : toolsFor(input);
    if (settings.tools !== undefined && (options.downloadTools || await lacksTools(tools))) {
      const place = toolsPlace(settings.tools, name);
      const during = (text: string, work: () => Promise<unknown>) => showing(text, options!, work);
      await provideTools(tools, options, { ...place, say: announce, during });
    }
    const convert = async () => {
      using _end = endOnSignal(endNow);
      using session = await OutputSession.open(options!.outputDir, {
        last: options!.composeFile,
        handedOver: [CONFIG_FILES[0]],
        obeyed: OBEYED_FILES,
        say: (message) => announce({ severity: "info", code: "waiting", message }),
      });
      const result = await convertAndWrite(input, options!, distribution, session, diagnostics);
      return await show(result, options!, announced, session, output);
    };
    const outcome = await convert();
    // Others may write to the folder while this one waits.
    return compose && outcome.project ? await startUp(outcome, compose, options) : outcome;
  } catch (error) {
    const message = failureMessage(error, "command");
    printDiagnostics(diagnostics, options?.volume);
    // What a renderer said stands in lines of its own.
    printFailure(message, error instanceof RendererFailure);
    if (options?.debug ?? args.includes("--debug")) console.error(stackOf(error));
    const failure = { severity: "error", code: "failed", message } as const;
    return { exitCode: 1, diagnostics: [...announced, ...diagnostics, failure] };
  }
}

/** Starts a project that has been written. */
async function startUp(
  outcome: Outcome,
  compose: ComposeProgram,
  { outputDir, composeFile, ...options }: CommandOptions,
): Promise<Outcome> {
  const isUsual = composeFile === "compose.yml";
  const up = await startProject(
    { compose, outputDir, ...isUsual ? {} : { composeFile } },
    { ...options, entryPoints: outcome.project?.entryPoints ?? [] },
  );
  return { ...outcome, exitCode: up.outcome === "up" ? outcome.exitCode : 4, up };
}

/** Shows what came of a conversion. */
async function show(
  { said: all, accept, failure, refusal, project, ...result }: Result,
  options: CommandOptions,
  announced: readonly Diagnostic[],
  session: OutputSession,
  output: StandardOutput,
): Promise<Outcome> {
  const { volume, strict, outputDir, composeFile } = options;
  const isAnnounced = (diagnostic: Diagnostic) => announced.includes(diagnostic);
  const sorted = withoutAccepted([...announced, ...all], accept.accept, accept.file);
  const { said: diagnostics, accepted } = sorted;
  // What was announced has been shown, before anybody knew the settings.
  const said = diagnostics.filter((diagnostic) => !isAnnounced(diagnostic));
  printDiagnostics(said, volume);
  if (!project) {
    printFailure(failure!);
    const error = { severity: "error", code: "no-services", message: failure! } as const;
    return { exitCode: 2, diagnostics: [...diagnostics, error], accepted };
  }
  if (options.stdout) output.print(result.compose.replace(/\n$/, ""));
  else if (!options.writes && options.report === undefined) {
    output.print(await showChanges({ project, ...result }, session.previous, options));
  }
  if (refusal !== undefined) {
    printFailure(refusal);
    const error = { severity: "error", code: "failed", message: refusal } as const;
    return { exitCode: 1, diagnostics: [...diagnostics, error], project };
  }
  if (volume !== "quiet" && !options.stdout) {
    const { firstRun } = result;
    const { up } = options;
    console.error(
      withColor(summary({ project, said, accepted, outputDir, composeFile, firstRun, up })),
    );
  }
  return { exitCode: strict && hasWarnings(diagnostics) ? 3 : 0, diagnostics, accepted, project };
}

/** How the command behaves; a base that is missing must not hide the help. */
async function settingsFor(
  args: readonly string[],
  distribution: CommandDistribution,
): Promise<CommandSettings> {
  try {
    return await distribution.settings();
  } catch (error) {
    const asksWhatThisIs = ["--help", "-h", "--version", "help", "version"];
    if (args.some((arg) => asksWhatThisIs.includes(arg))) return DEFAULT_SETTINGS;
    throw error;
  }
}

/** The inputs that the flags name, and those that are detected. */
async function knownInput(
  options: CommandOptions,
  command: string,
  announce: (note: Diagnostic) => void,
): Promise<KnownInput> {
  requirePermissions(options.input, options);
  const { input, notes } = await detectInputs(options.input, options, command);
  notes.forEach(announce);
  return input;
}
