/**
 * One run of the command, from arguments to exit code.
 *
 * @module
 */

import { type Diagnostic, Diagnostics } from "../../pacts/mod.ts";
import { UserError, type UserErrorOptions } from "../core/user_error.ts";
import { type CommandSettings, DEFAULT_SETTINGS } from "../io/distribution/command_settings.ts";
import { writeTextAt } from "../io/write_text.ts";
import { RendererFailure } from "../io/errors.ts";
import { type CommandOptions, parseCommand, wordAskedAbout } from "./args.ts";
import { namingConfigFile, namingIn } from "./name_config_file.ts";
import { failureMessage, stackOf } from "./failure_message.ts";
import type { CommandDistribution } from "./load_extensions.ts";
import { type Outcome, renderReport } from "./outcome.ts";
import { printDiagnostics, printFailure } from "./print.ts";
import { parseQuestion } from "./questions.ts";
import { IS_WRITTEN, runConversion } from "./run_conversion.ts";
import { StandardOutput } from "./standard_output.ts";
import { usage, usageOf } from "./usage.ts";

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
  const file = reportFileIn(args);
  if (outcome.diagnostics && file !== undefined) {
    try {
      await writeTextAt(file, `${renderReport(outcome as Outcome, distribution.manifest)}\n`);
    } catch (error) {
      const isWritten = "project" in outcome && outcome.project?.isWritten;
      const message = failureMessage(error, "command") + (isWritten ? `. ${IS_WRITTEN}` : "");
      // That may be what ended the run.
      if (!outcome.diagnostics.some((said) => said.message === message)) printFailure(message);
      return 1;
    }
  }
  return outcome.exitCode;
}

/** The file that a report is to be in, after a mistake in other flags, too. */
function reportFileIn(args: readonly string[]): string | undefined {
  const end = args.includes("--") ? args.indexOf("--") : args.length;
  const [file] = args.slice(0, end).flatMap((arg, at) =>
    arg === "--report" ? args[at + 1] ?? [] : /^--report=(.*)$/s.exec(arg)?.[1] ?? []
  );
  return file?.endsWith(".json") ? file : undefined;
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
    const question = parseQuestion(args, settings);
    options = question?.options ?? parseCommand(args, settings);
    const { name, version } = distribution.manifest;
    // A report says it anyway.
    if (options.version && asksForReport(args)) return { exitCode: 0, diagnostics: [] };
    if (options.help || options.version) {
      output.print(options.help ? helpFor(args, settings, name) : `${name} ${version}`);
      return { exitCode: 0 };
    }
    if (question && options.reportFile !== undefined) {
      throw new UserError(
        `a file with a report is of a conversion. What a question is answered with is printed: --report json`,
      );
    }
    if (!question) {
      const run = { distribution, settings, output, diagnostics, announced };
      return await runConversion(options, run);
    }
    const answer = await question.answer({ distribution, settings, diagnostics });
    printDiagnostics(diagnostics, options.volume);
    if ("report" in answer) {
      return { exitCode: 0, diagnostics: [...diagnostics], answer: answer.report };
    }
    output.print(answer.text);
    return { exitCode: 0 };
  } catch (error) {
    const message = namingIn(diagnostics)(failureMessage(error, "command"));
    const said = namingConfigFile(diagnostics);
    printDiagnostics(said, options?.volume);
    // What a renderer said stands in lines of its own.
    printFailure(message, error instanceof RendererFailure);
    if (options?.debug ?? args.includes("--debug")) console.error(stackOf(error));
    const { resource, file }: UserErrorOptions = error instanceof UserError ? error : {};
    const about = { ...resource ? { resource } : {}, ...file === undefined ? {} : { file } };
    const failure = { severity: "error", code: "failed", message, ...about } as const;
    return { exitCode: 1, diagnostics: [...announced, ...said, failure] };
  }
}

/** What `--help` prints: of the word that it is asked about, or of all. */
function helpFor(args: readonly string[], settings: CommandSettings, command: string): string {
  const word = wordAskedAbout(args, settings);
  return word === undefined ? usage(command, settings) : usageOf(word, command, settings);
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
