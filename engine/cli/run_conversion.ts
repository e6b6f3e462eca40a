/**
 * A run that converts: finds its input, converts and writes under a lock, shows what came of it, and starts it where that is
 * asked for.
 *
 * @module
 */

import type { Diagnostic, Diagnostics } from "../../pacts/mod.ts";
import { notUnderstood } from "../core/account/account.ts";
import { withoutAccepted } from "../core/findings/accepted.ts";
import { UserError } from "../core/user_error.ts";
import { endNow } from "../io/before_the_end.ts";
import { checkFolderFor } from "../io/check_folder.ts";
import { type ComposeProgram, findCompose } from "../io/compose/program.ts";
import type { CommandSettings } from "../io/distribution/command_settings.ts";
import { OutputSession } from "../io/output/session.ts";
import { CONFIG_FILES } from "../core/settings/config_text.ts";
import type { CommandOptions } from "./args.ts";
import { withColor } from "./color.ts";
import { namingConfigFile, namingIn } from "./name_config_file.ts";
import type { KnownInput } from "./command_input.ts";
import { convertAndWrite, type Result } from "./convert_and_write.ts";
import { detectInputs } from "./detect_input.ts";
import { endOnSignal } from "./end_on_signal.ts";
import { showing } from "./live_line.ts";
import type { CommandDistribution } from "./load_extensions.ts";
import { hasWarnings, type Outcome } from "./outcome.ts";
import { writePictures } from "./pictures.ts";
import { placeOutput } from "./place_output.ts";
import { printDiagnostics, printFailure } from "./print.ts";
import { lacksTools, provideTools, toolsFor, toolsPlace } from "./provide_tools.ts";
import { requirePermissions } from "./require_permissions.ts";
import { OBEYED_FILES } from "../core/secrets/secret_files.ts";
import { SUPPLIED_FILE } from "../core/secrets/supplied_file.ts";
import { showChanges } from "./show_changes.ts";
import type { StandardOutput } from "./standard_output.ts";
import { summary } from "./summary.ts";
import { startProject } from "./up/start_project.ts";

/** What a run has beside its options. */
export interface ConversionRun {
  distribution: CommandDistribution;
  settings: CommandSettings;
  output: StandardOutput;
  /** What there is to say. */
  diagnostics: Diagnostics;
  /** What has been said at once, before the settings were known. */
  announced: Diagnostic[];
}

/** Converts and writes; starts the project where the options say so. */
export async function runConversion(
  given: CommandOptions,
  run: ConversionRun,
): Promise<Outcome> {
  const { distribution, output, diagnostics, announced } = run;
  const notes: Diagnostic[] = [];
  const options = await placeOutput(given, (note) => notes.push(note));
  const announce = (note: Diagnostic) => {
    announced.push(note);
    printDiagnostics([note], options.volume);
  };
  for (const file of [options.graph, options.page, options.reportFile]) {
    if (file !== undefined) await checkFolderFor(file, options.outputDir);
  }
  const input = await knownInput(options, distribution.manifest.name, announce);
  notes.forEach(announce);
  requirePermissions(input, options);
  const compose = options.up ? await findCompose() : undefined;
  await provide(input, options, run, announce);
  const convert = async () => {
    using _end = endOnSignal(endNow);
    using session = await OutputSession.open(options.outputDir, {
      last: options.composeFile,
      handedOver: [CONFIG_FILES[0], SUPPLIED_FILE],
      obeyed: OBEYED_FILES,
      say: (message) => announce({ severity: "info", code: "waiting", message }),
    });
    const result = await convertAndWrite(input, options, distribution, session, diagnostics);
    return await show(result, options, announced, session, output, distribution);
  };
  const outcome = await convert();
  // Others may write to the folder while this one waits.
  return compose && outcome.project ? await startUp(outcome, compose, options) : outcome;
}

/** Gets the programs that render, where the distribution may, and they are missing. */
async function provide(
  input: KnownInput,
  options: CommandOptions,
  { settings, distribution }: Pick<ConversionRun, "settings" | "distribution">,
  say: (note: Diagnostic) => void,
): Promise<void> {
  if (settings.tools === undefined) return;
  const tools = toolsFor(input);
  if (!options.downloadTools && !await lacksTools(tools)) return;
  const place = toolsPlace(settings.tools, distribution.manifest.name);
  const during = (text: string, work: () => Promise<unknown>) => showing(text, options, work);
  await provideTools(tools, options, { ...place, say, during });
}

/** Starts a project that has been written. */
async function startUp(
  outcome: Outcome,
  compose: ComposeProgram,
  { outputDir, composeFile, ...options }: CommandOptions,
): Promise<Outcome> {
  const isTaken = outcome.project?.isTaken ?? true;
  const up = await startProject(
    { compose, outputDir, ...isTaken ? {} : { composeFile } },
    {
      ...options,
      entryPoints: outcome.project?.entryPoints ?? [],
      portToPublish: outcome.project?.portToPublish,
    },
  );
  return { ...outcome, exitCode: up.outcome === "up" ? outcome.exitCode : 4, up };
}

/** What is said where only what shows a conversion fails. */
export const IS_WRITTEN = "The project itself is written";

/** Shows what came of a conversion. */
async function show(
  { said: all, accept, failure, refusal: refused, project, account, ...result }: Result,
  options: CommandOptions,
  announced: readonly Diagnostic[],
  session: OutputSession,
  output: StandardOutput,
  { manifest: { name, version } }: CommandDistribution,
): Promise<Outcome> {
  const { volume, strict, outputDir, composeFile } = options;
  const isAnnounced = (diagnostic: Diagnostic) => announced.includes(diagnostic);
  const naming = namingIn(all);
  const refusal = refused === undefined ? undefined : naming(refused);
  const known = [...announced, ...namingConfigFile(all)];
  const sorted = withoutAccepted(known, accept.accept, accept.file);
  const { said: diagnostics, accepted } = sorted;
  // What was announced has been shown, before anybody knew the settings.
  const said = diagnostics.filter((diagnostic) => !isAnnounced(diagnostic));
  printDiagnostics(said, volume);
  const kept = account ? { account } : {};
  if (!project) {
    const message = naming(failure!);
    printFailure(message);
    const error = { severity: "error", code: "no-services", message } as const;
    return { exitCode: 2, diagnostics: [...diagnostics, error], accepted, ...kept };
  }
  if (result.shown) {
    await writePictures(result.shown, diagnostics, `${name} ${version}`, options).catch(
      (error) => {
        // Who reads of a failure takes it that nothing was written.
        if (!options.writes || !(error instanceof UserError)) throw error;
        throw new UserError(`${error.message}. ${IS_WRITTEN}`, { cause: error });
      },
    );
  }
  if (options.stdout) output.print(result.compose.replace(/\n$/, ""));
  else if (!options.writes && options.report === undefined) {
    output.print(await showChanges({ project, ...result }, session.previous, options));
  }
  if (refusal !== undefined) {
    printFailure(refusal);
    const error = { severity: "error", code: "failed", message: refusal } as const;
    return { exitCode: 1, diagnostics: [...diagnostics, error], project, ...kept };
  }
  if (volume !== "quiet" && !options.stdout) {
    const { firstRun } = result;
    const { up } = options;
    console.error(
      withColor(summary({ project, said, accepted, outputDir, composeFile, firstRun, up })),
    );
  }
  const isHeld = strict && hasWarnings(diagnostics);
  if (isHeld) {
    printFailure(
      `--strict: something was withheld, left out or guessed, so the exit code is 3. ${
        volume === "quiet"
          ? options.report === undefined ? "To see what, leave --quiet out" : "The report has what"
          : 'See above what, mend it, or put its code, which --verbose shows, on "accept" in dekube.yaml'
      }`,
    );
  }
  const unknown = options.strictFields && account ? notUnderstood(account) : [];
  if (unknown.length > 0) printFailure(unknownFields(unknown));
  const exitCode = isHeld || unknown.length > 0 ? 3 : 0;
  return { exitCode, diagnostics, accepted, project, ...kept };
}

const MOST_NAMED = 5;

function unknownFields(fields: readonly string[]): string {
  const more = fields.length > MOST_NAMED ? `, and ${fields.length - MOST_NAMED} more` : "";
  const are = fields.length === 1 ? "field is" : "fields are";
  return `--strict=fields: ${fields.length} ${are} not understood, so the exit code is 3: ${
    fields.slice(0, MOST_NAMED).join(", ")
  }${more}. Load an extension that converts them, or take them out; --report FILE.json names them all`;
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
